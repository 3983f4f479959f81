//! What each family is held to: sizes, places, floors of type, what its data need not print, which items it
//! has no use for.

/// Where the second side of a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backs {
    /// Nowhere.
    None,
    /// On the next page, turned about the vertical axis.
    Duplex,
    /// Right of the front.
    Fold,
}

/// Rules of one family. Lengths in millimetres, type in points.
pub struct Rules {
    pub family: &'static str,
    pub paper: (f64, f64),
    pub cell: (f64, f64),
    /// Upper left corner of the first cell.
    pub origin: (f64, f64),
    pub columns: usize,
    pub rows: usize,
    pub backs: Backs,
    /// Whether a test page comes first.
    pub test: bool,
    /// Words stay so far from the cell's edge.
    pub margin: f64,
    /// Actions: path in the data, floor of type, most characters.
    pub actions: &'static [(&'static str, f64, usize)],
    /// Numbers to ring: path, floor.
    pub phones: &'static [(&'static str, f64)],
    /// Data that need not be on paper: paths that begin so.
    pub unprinted: &'static [&'static str],
    /// Printed where a side has room for it, and on one card at least.
    pub roomy: &'static [&'static str],
    /// Lists that the layout may take apart at their commas.
    pub parted: &'static [&'static str],
    /// Items that the family has no use for, and why. They count as met.
    pub without: &'static [(usize, &'static str)],
    /// Cards that are scored; the others are laid out like them.
    pub cards: usize,
    pub dpi: u32,
    /// How many of the villages are scored by turns: what takes long is scored in the first alone.
    pub villages: usize,
}

/// Never printed as words: names of pictures, the check code, ids; the stamp has an item of its own.
pub const SILENT: [&str; 9] = ["icon", "code", "id", "stamp", "foot", "sheet", "size", "audience", "spoken"];

const A4: (f64, f64) = (210.0, 297.0);
const LYING: (f64, f64) = (297.0, 210.0);
const A6: (f64, f64) = (105.0, 148.5);

const NO_BOOK: (usize, &str) = (24, "cards have no pages to find");
const NO_CODE: (usize, &str) = (17, "a book bears no check code");
const NO_LOG: (usize, &str) = (22, "nothing to write in");

const BOOK: Rules = Rules {
    family: "handbook",
    paper: A4,
    cell: A4,
    origin: (0.0, 0.0),
    columns: 1,
    rows: 1,
    backs: Backs::None,
    test: false,
    margin: 6.0,
    actions: &[("hazards.spread.steps.pages.rows.text", 14.0, 200), ("compounds.steps.text", 10.5, 200)],
    phones: &[("phones.outside.phones.number", 14.0)],
    unprinted: &[
        "page",
        "title",
        "village.kind",
        "map",
        "ledger",
        "hazards.class",
        // The word stands in two parts under each other.
        "ladders.bands.word",
        "ladders.bands.level",
        "hazards.spread.steps.pages.rows.level",
        "points.coordinates",
        "points.escape",
        "alarms.by",
        "roles.holders.job",
        // An id: by what a role is held.
        "roles.held_at",
        // An id; the page says the role's name, which the names of people hold already.
        "roles.reports_to",
        "grids.officers.job",
        // In the file's edition alone: the family says so itself.
        "grids.area",
        "teams.leader.job",
        "teams.deputy.job",
        "teams.members.job",
        "points.watchers.job",
        "shelters.keepers.job",
        "households.helpers.job",
        "hazards.spread.ways.shelters.keeper.job",
        "hazards.spread.ways.shelters.address",
        "compounds.shelters.keeper.job",
        "households.hazards",
    ],
    // A hazard of one page has room for its act, signs and steps.
    roomy: &["hazards.spread.threatened"],
    parted: &["hazards.spread.steps.pages.rows.roles", "supplies.hazards"],
    without: &[
        NO_CODE,
        (7, "a chapter's steps fill a page of their own"),
        (8, "a book has all steps, by phase"),
        (9, "a book has whole sentences"),
        (18, "pages, not cards: nothing to pair"),
    ],
    cards: 0,
    dpi: 150,
    villages: 2,
};

/// All families, in the order of the summary.
pub const RULES: &[Rules] = &[
    BOOK,
    Rules {
        family: "booklet",
        paper: LYING,
        cell: (148.5, 210.0),
        columns: 2,
        actions: &[("hazards.spread.steps.pages.rows.text", 11.5, 200), ("compounds.steps.text", 10.0, 200)],
        villages: 1,
        without: &[NO_CODE, BOOK.without[1], BOOK.without[2], BOOK.without[3], BOOK.without[4]],
        ..BOOK
    },
    Rules {
        family: "page",
        margin: 6.0,
        actions: &[("sudden.rows.text", 10.5, 14)],
        phones: &[
            ("calls.before.number.number", 14.0),
            ("calls.grids.number.number", 14.0),
            ("calls.after.number.number", 14.0),
            ("calls.before.other.number", 12.0),
            ("calls.after.other.number", 12.0),
        ],
        unprinted: &["ladder.levels.numeral", "title"],
        without: &[
            NO_BOOK,
            (7, "begins with whom to ring"),
            (8, "a step a level, not a list of them"),
            (10, "the second number of a row is smaller than the first"),
            (18, "one sheet, nothing to pair"),
        ],
        ..BOOK
    },
    Rules {
        family: "page-wall",
        paper: (420.0, 297.0),
        cell: (420.0, 297.0),
        actions: &[("sudden.rows.text", 10.5, 14)],
        phones: &[("calls.before.number.number", 14.0), ("calls.after.number.number", 14.0)],
        unprinted: &["ladder.levels.numeral", "title"],
        without: &[
            NO_BOOK,
            (7, "begins with whom to ring"),
            (8, "a step a level, not a list of them"),
            (18, "one side"),
        ],
        ..BOOK
    },
    Rules {
        family: "role-cards",
        cell: A6,
        columns: 2,
        rows: 2,
        backs: Backs::Duplex,
        test: true,
        actions: &[("first.text", 13.0, 28), ("steps.text", 13.0, 28)],
        phones: &[("front.calls.number.lines.n", 16.0), ("back.rows.text.lines.n", 14.0)],
        // What is drawn into a line has a name in the data.
        unprinted: &["after", "everyone", "front.body.steps.text.lines.g"],
        without: &[NO_BOOK],
        cards: 12,
        dpi: 300,
        ..BOOK
    },
    Rules {
        family: "fetch-cards",
        cell: A6,
        columns: 2,
        rows: 2,
        backs: Backs::Duplex,
        test: true,
        actions: &[("front.steps.text.lines.t", 13.0, 28)],
        phones: &[
            ("front.calls.lines.n", 16.0),
            ("back.homes.rows.right.lines.n", 16.0),
            ("back.calls.lines.n", 16.0),
        ],
        unprinted: &["icons"],
        without: &[NO_BOOK],
        cards: 12,
        dpi: 300,
        ..BOOK
    },
    Rules {
        family: "duty-cards",
        paper: LYING,
        cell: (148.5, 210.0),
        columns: 2,
        backs: Backs::Duplex,
        test: true,
        margin: 8.0,
        actions: &[("rows.do.lines.t", 12.0, 28)],
        phones: &[("calls.lines.n", 16.0), ("national.lines.n", 14.0)],
        unprinted: &["role", "rows.icons"],
        without: &[NO_BOOK],
        cards: 6,
        dpi: 300,
        ..BOOK
    },
    Rules {
        family: "site-cards",
        cell: A6,
        columns: 2,
        rows: 2,
        backs: Backs::Duplex,
        test: false,
        actions: &[("rows.do.lines.t", 13.0, 28)],
        phones: &[("front.calls.lines.n", 16.0), ("back.homes.number.lines.n", 9.0)],
        // Which act a row is for stands as its heading; the sketch draws what has room.
        unprinted: &["rows.act", "back.sketch"],
        without: &[NO_BOOK],
        cards: 12,
        dpi: 300,
        ..BOOK
    },
    Rules {
        family: "work-cards",
        actions: &[],
        phones: &[],
        unprinted: &[],
        without: &[
            NO_BOOK,
            (7, "a form has no steps"),
            (8, "a form has no steps"),
            (9, "a form has no steps"),
            (18, "one side"),
        ],
        cards: 4,
        dpi: 200,
        ..BOOK
    },
    Rules {
        family: "household-cards",
        cell: (210.0, 148.5),
        rows: 2,
        test: false,
        actions: &[("strip.lines.t", 14.0, 40)],
        phones: &[("columns.text.lines.n", 20.0)],
        unprinted: &["icons"],
        without: &[NO_BOOK, NO_LOG, (18, "one side; the back is the office's form, made for the file only")],
        cards: 6,
        dpi: 300,
        ..BOOK
    },
    Rules {
        family: "wallet-cards",
        cell: (85.6, 54.0),
        origin: (19.4, 13.5),
        columns: 2,
        rows: 5,
        backs: Backs::Fold,
        test: true,
        margin: 4.0,
        actions: &[],
        phones: &[
            ("numbers.rows.number.lines.n", 14.0),
            ("numbers.national.lines.n", 14.0),
            ("owner.outside.number.lines.n", 14.0),
        ],
        unprinted: &[],
        without: &[NO_BOOK, (8, "no steps"), (9, "no steps")],
        cards: 3,
        dpi: 300,
        ..BOOK
    },
    Rules {
        family: "poster",
        paper: (297.0, 420.0),
        cell: (297.0, 420.0),
        actions: &[("actions", 34.0, 18)],
        phones: &[("phones.number.number", 48.0)],
        // Landmarks of a way stand on the route page.
        unprinted: &["map", "go.ways.via"],
        without: &[NO_BOOK, NO_LOG, (18, "one side")],
        cards: 2,
        dpi: 100,
        ..BOOK
    },
    Rules {
        family: "poster-tiles",
        paper: LYING,
        cell: LYING,
        margin: 5.0,
        actions: &[("actions", 34.0, 18)],
        phones: &[("phones.number.number", 48.0)],
        unprinted: &["map", "go.ways.via"],
        without: &[NO_BOOK, NO_LOG, (7, "a tile is half a poster"), (18, "one side")],
        cards: 1,
        dpi: 100,
        ..BOOK
    },
    Rules {
        family: "poster-a2",
        paper: (420.0, 594.0),
        cell: (420.0, 594.0),
        actions: &[("actions", 46.0, 18)],
        phones: &[("phones.number.number", 66.0)],
        unprinted: &["map"],
        without: &[NO_BOOK, NO_LOG, (18, "one side")],
        cards: 1,
        villages: 1,
        dpi: 100,
        ..BOOK
    },
    Rules {
        family: "poster-a2-tiles",
        margin: 5.0,
        actions: &[("actions", 46.0, 18)],
        phones: &[("phones.number.number", 66.0)],
        unprinted: &["map"],
        without: &[NO_BOOK, NO_LOG, (7, "a tile is a quarter of a poster"), (18, "one side")],
        cards: 1,
        villages: 1,
        dpi: 100,
        ..BOOK
    },
    Rules {
        family: "broadcast-leave",
        actions: &[("scripts.items.text", 20.0, 400)],
        phones: &[],
        unprinted: &["title"],
        without: &[
            NO_CODE,
            NO_LOG,
            (19, "spoken sentences say 不要"),
            (7, "a script begins its section"),
            (8, "scripts, not steps"),
            (9, "scripts, not steps"),
            (10, "no numbers to ring"),
            (11, "no numbers to ring"),
            (18, "pages, not cards"),
        ],
        dpi: 150,
        ..BOOK
    },
    Rules {
        family: "ladder",
        paper: (297.0, 420.0),
        cell: (297.0, 420.0),
        actions: &[("ladder.bands.rows.text", 18.0, 28)],
        phones: &[],
        unprinted: &["ladder.bands.word", "ladder.bands.level"],
        without: &[
            NO_BOOK,
            NO_LOG,
            (7, "begins with the lowest level"),
            (8, "rows by level"),
            (10, "no numbers to ring"),
            (11, "no numbers to ring"),
            (18, "one side"),
        ],
        cards: 2,
        dpi: 100,
        ..BOOK
    },
    Rules {
        family: "ladder-tiles",
        actions: &[("halves.bands.rows.text", 13.0, 28)],
        phones: &[],
        unprinted: &["halves.bands.word", "halves.bands.level"],
        without: &[
            NO_BOOK,
            NO_LOG,
            (7, "begins with the lowest level"),
            (8, "rows by level"),
            (10, "no numbers to ring"),
            (11, "no numbers to ring"),
            (18, "one side"),
        ],
        cards: 1,
        dpi: 150,
        ..BOOK
    },
    Rules {
        family: "broadcast",
        actions: &[("scripts.items.text", 20.0, 400)],
        phones: &[],
        unprinted: &["title"],
        without: &[
            NO_CODE,
            NO_LOG,
            (19, "spoken sentences say 不要"),
            (7, "a script begins its section"),
            (8, "scripts, not steps"),
            (9, "scripts, not steps"),
            (10, "no numbers to ring"),
            (11, "no numbers to ring"),
            (18, "pages, not cards"),
        ],
        dpi: 150,
        ..BOOK
    },
];
