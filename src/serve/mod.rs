//! The clerk's page: the same files, checks and press as the commands, in the browser of one's own computer. Nothing
//! is decided here that is not decided below.
//!
//! A request is answered from what lies on the disk at that moment; whatever is written goes through `yaml::edit`
//! and `disk`. It listens on 127.0.0.1 alone; whoever asks must know the word that stands behind the `#` of the
//! address.

mod answer;
mod cells;
mod changes;
mod clock;
mod desk;
mod door;
mod earlier;
mod form;
mod initials;
mod mends;
mod night;
mod order;
mod paper;
mod past;
mod prints;
mod rosters;
mod rows;
mod sources;
mod start;
mod ticket;
mod told;
mod wire;

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::anyhow;

pub use desk::Desk;
pub use initials::initials;
pub use ticket::Ticket;

use crate::diag::Said;
use crate::messages::Lang;

/// Most requests that are answered at a time.
const AT_ONCE: usize = 64;
/// How often it is looked whether somebody asks, or the program is to end.
const EVERY: Duration = Duration::from_millis(5);

/// What is served and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder.
    pub dir: PathBuf,
    /// The port; any that is free if absent.
    pub port: Option<u16>,
    /// Language of the page.
    pub lang: Lang,
    /// This program.
    pub program: PathBuf,
    /// The page's own files, for whoever works on them.
    pub assets: Option<PathBuf>,
}

/// A page that can be asked for.
pub struct Page {
    listener: TcpListener,
    desk: Arc<Desk>,
    door: Arc<door::Door>,
    ticket: Ticket,
}

/// Opens an address or a file with the system's own program.
///
/// # Errors
/// If there is none.
pub fn open(what: &OsStr) -> anyhow::Result<()> {
    opener::open(what).map_err(|error| anyhow!("{error}"))
}

/// Returns the page that runs for a folder already.
pub fn running(dir: &Path) -> Option<Ticket> {
    Ticket::running(&crate::project::marked(dir).or_else(|| dir.canonicalize().ok())?)
}

/// Says why nobody can be heard at a port, and what to do about it.
fn unheard(port: u16, error: std::io::Error) -> anyhow::Error {
    let way = "换一个：duoan serve --port 8090；不写 --port，程序自己挑一个空的";
    let way_en = "choose another: duoan serve --port 8090; without --port any that is free is taken";
    match error.kind() {
        ErrorKind::AddrInUse => Said::error(
            format!("端口 {port} 被别的程序占着。{way}"),
            format!("port {port} is taken by another program; {way_en}"),
        ),
        ErrorKind::PermissionDenied => Said::error(
            format!("端口 {port} 系统不让用。{way}"),
            format!("the system does not let anybody use port {port}; {way_en}"),
        ),
        _ => anyhow::Error::new(error).context(format!("127.0.0.1:{port}")),
    }
}

impl Page {
    /// Opens the workspace and begins to listen.
    ///
    /// # Errors
    /// If the folder cannot be read or the port is taken.
    pub fn new(options: &Options) -> anyhow::Result<Self> {
        let desk = Arc::new(Desk::open(&options.dir, options.program.clone(), options.lang)?);
        // After a power cut the page that is still open finds the program again.
        let left = Ticket::left(&desk.folder).filter(|_| options.port.is_none());
        let known = left.and_then(|left| Some((TcpListener::bind(("127.0.0.1", left.port)).ok()?, left)));
        let address = ("127.0.0.1", options.port.unwrap_or(0));
        let fresh = || TcpListener::bind(address).map_err(|error| unheard(address.1, error));
        let (listener, left) = match known {
            Some((listener, left)) => (listener, Some(left)),
            None => (fresh()?, None),
        };
        // It is asked again and again whether the program is to end.
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| anyhow!("{error}"))?;
        let token = || random.iter().map(|byte| format!("{byte:02x}")).collect();
        let ticket = left.unwrap_or_else(|| Ticket { port, token: token() });
        // Where it cannot be written a second start makes a second page; the first shows what there is.
        desk.writable.store(ticket.keep(&desk.folder).is_ok(), Ordering::Relaxed);
        let door = Arc::new(door::Door::new(&ticket, options.assets.clone()));
        Ok(Self { listener, desk, door, ticket })
    }

    /// Returns where it listens.
    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// Answers until the program is asked to end.
    pub fn run(&self) {
        let watched = Arc::clone(&self.desk);
        let watch = std::thread::spawn(move || watched.watch());
        let busy = Arc::new(AtomicUsize::new(0));
        while !self.desk.ending.load(Ordering::Relaxed) {
            let Ok((stream, _)) = self.listener.accept() else {
                std::thread::sleep(EVERY);
                continue;
            };
            let (desk, door, busy) = (Arc::clone(&self.desk), Arc::clone(&self.door), Arc::clone(&busy));
            let crowded = busy.fetch_add(1, Ordering::Relaxed) >= AT_ONCE;
            std::thread::spawn(move || {
                // What a connection inherits differs from system to system.
                if stream.set_nonblocking(false).is_ok()
                    && let Some(request) = wire::Request::read(stream)
                {
                    if crowded {
                        door::Door::crowded(request);
                    } else {
                        door.answer(request, &desk);
                    }
                }
                busy.fetch_sub(1, Ordering::Relaxed);
            });
        }
        let _ = watch.join();
        // The last answer says that it ends.
        for _ in 0..20 {
            if busy.load(Ordering::Relaxed) == 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.ticket.drop(&self.desk.folder);
    }
}
