//! Which part of the villages this process builds: as said on the command line, or as the cluster says.
#![expect(clippy::disallowed_methods, reason = "the environment is read here")]

use anyhow::{Context, bail};

use crate::batch::Shard;

/// Returns the shard of `I/N`, or of the environment for `auto`.
pub(super) fn read(word: Option<&str>) -> anyhow::Result<Option<Shard>> {
    match word {
        None => Ok(None),
        Some("auto") => of_cluster(&|name| std::env::var(name).ok()).map(Some),
        Some(text) => text.parse().with_context(|| "--shard".to_owned()).map(Some),
    }
}

/// Kubernetes counts from 0 and tells no total, Slurm from a first to a last number, GitLab from 1.
fn of_cluster(variable: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Shard> {
    let number = |name: &str| -> anyhow::Result<Option<u32>> {
        variable(name).map(|text| text.trim().parse().with_context(|| format!("{name}={text}"))).transpose()
    };
    let (index, count) = if let Some(index) = number("JOB_COMPLETION_INDEX")? {
        (
            index + 1,
            number("JOB_COMPLETIONS")?
                .context("JOB_COMPLETION_INDEX without JOB_COMPLETIONS, the number of completions")?,
        )
    } else if let Some(id) = number("SLURM_ARRAY_TASK_ID")? {
        let first = number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
        let step = number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1);
        let count = number("SLURM_ARRAY_TASK_COUNT")?
            .context("SLURM_ARRAY_TASK_ID without SLURM_ARRAY_TASK_COUNT")?;
        (id.saturating_sub(first) / step + 1, count)
    } else if let Some(index) = number("CI_NODE_INDEX")? {
        (index, number("CI_NODE_TOTAL")?.context("CI_NODE_INDEX without CI_NODE_TOTAL")?)
    } else {
        bail!("--shard auto: none of JOB_COMPLETION_INDEX, SLURM_ARRAY_TASK_ID, CI_NODE_INDEX is set")
    };
    format!("{index}/{count}").parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(pairs: &[(&str, &str)]) -> Option<String> {
        let find =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        of_cluster(&find).ok().map(|shard| shard.to_string())
    }

    #[test]
    fn clusters_say_which_part() {
        let cases = [
            (vec![("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "3")], Some("1/3")),
            (vec![("JOB_COMPLETION_INDEX", "2"), ("JOB_COMPLETIONS", "3")], Some("3/3")),
            (vec![("JOB_COMPLETION_INDEX", "3"), ("JOB_COMPLETIONS", "3")], None),
            (
                vec![
                    ("SLURM_ARRAY_TASK_ID", "5"),
                    ("SLURM_ARRAY_TASK_MIN", "1"),
                    ("SLURM_ARRAY_TASK_STEP", "2"),
                    ("SLURM_ARRAY_TASK_COUNT", "4"),
                ],
                Some("3/4"),
            ),
            (vec![("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "2")], Some("2/2")),
            (vec![("CI_NODE_INDEX", "2")], None),
            (vec![], None),
        ];
        for (pairs, expected) in cases {
            assert_eq!(shard(&pairs).as_deref(), expected, "{pairs:?}");
        }
    }
}
