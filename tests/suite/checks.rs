//! Rules on content: each has a fixture that breaks it.
