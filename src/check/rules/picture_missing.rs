//! A picture that is not there, is a link, or cannot be read.

use crate::check::{Context, Picture};
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (key, path, picture) in c.pictures() {
        let (zh, en) = match picture {
            Picture::Absent => ("工作区里没有这个文件", "there is no such file in the workspace"),
            Picture::Link => ("这是链接", "it is a link"),
            Picture::Large => ("点数超过 1.2 亿，太大了", "it has more than 120 million dots"),
            Picture::Unreadable => ("读不出图片的大小", "its size cannot be read"),
            Picture::Links => (
                "里面的图是另外的文件，没有嵌进来；在画图软件里选“嵌入图片”，另存一份",
                "it shows pictures that are files of their own; embed them in the drawing program and save it again",
            ),
            Picture::Dots { .. } | Picture::Lines => continue,
        };
        let at = c.at(&["pictures".into(), key.into()]);
        found.push(Diagnostic::error("picture-missing").at(at).with("path", path).word("reason", zh, en));
    }
}
