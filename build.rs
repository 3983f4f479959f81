//! Rebuilds when a file is added to the embedded folders; changed contents are tracked by the compiler itself.

fn main() {
    for folder in ["plans", "templates", "fonts", "src/messages"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
