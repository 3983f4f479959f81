//! argv → `cli::run` → exit code.

use cap::Cap;
use mimalloc::MiMalloc;

/// Laying out is a quarter allocation: millions of small blocks. Counts and ratios stand in
/// `docs/performance.md`. With a limit, so that what decodes foreign bytes fails alone, on every system.
#[global_allocator]
static ALLOCATOR: Cap<MiMalloc> = Cap::new(MiMalloc, usize::MAX);

fn main() -> std::process::ExitCode {
    duoan::cli::run(|bytes| _ = ALLOCATOR.set_limit(bytes))
}
