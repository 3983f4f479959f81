//! argv → `cli::run` → exit code.

/// Laying out is a quarter allocation: millions of small blocks. Counts and ratios stand in `docs/performance.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    duoan::cli::run()
}
