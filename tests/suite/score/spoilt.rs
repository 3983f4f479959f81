//! Each starred item can fail: a layout or a document is spoilt in one place, and that item, no other starred one, says so.
