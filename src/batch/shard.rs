//! A part of the villages, for building on several machines: each village is in exactly one, whatever others
//! there are.

use std::fmt;
use std::str::FromStr;

use crate::diag::Said;

/// Part `index` of `count`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `count`.
    pub index: u32,
    /// At least 1.
    pub count: u32,
}

impl Shard {
    /// Returns whether the village of this code is in this part.
    pub fn has(self, code: &str) -> bool {
        let hash = blake3::hash(code.as_bytes());
        let [a, b, c, d, ..] = *hash.as_bytes();
        u32::from_le_bytes([a, b, c, d]) % self.count == self.index - 1
    }

    /// Returns what tells its files from those of other parts, such as `2-of-3`.
    pub(super) fn label(self) -> String {
        format!("{}-of-{}", self.index, self.count)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let parts =
            text.split_once('/').and_then(|(i, n)| Some((i.trim().parse().ok()?, n.trim().parse().ok()?)));
        match parts {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => {
                let why = Said::error("写成 第几份/共几份，从 1 数起，如 2/5", "write I/N, I from 1 to N");
                Err(why.context(text.to_owned()))
            }
        }
    }
}
