//! argv → `cli::run` → exit code.

fn main() -> std::process::ExitCode {
    duoan::cli::run()
}
