//! What a profile and the plans together answer: who holds a role, who moves, which shelter is fit. Decides
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::address;
use super::handbook::{Holder, Household, RouteEntry, Sum, UnfitReason};
use super::phone::{Kind as Number, Phone};
use super::plan::{Compound, Duty, Holders, Level, Phase, Plan, PlanSet, Role};
use super::profile::{Alarm, Evacuee, PlaceKind, Point, Profile, Route, Shelter, Team, TeamKind};
use super::role::known;
use super::speech::Tongue;
use super::ways::{self, Way};

/// A village as its profile and the plan library together know it.
#[derive(Debug, Clone, Copy)]
pub struct Village<'a> {
    /// What the village wrote.
    pub profile: &'a Profile,
    /// The plans that it is read with.
    pub plans: &'a PlanSet,
}

impl<'a> Village<'a> {
    /// Returns the people who hold a role in this village, in order, each once.
    pub fn holders(self, id: &str) -> Vec<Holder> {
        let from = self.plans.roles.get(id).map_or(Holders::Posts, |role| role.holders);
        let mut names: Vec<&String> = match from {
            Holders::Posts => Vec::new(),
            Holders::Grids => self.profile.grids.values().flat_map(|g| &g.officer).collect(),
            Holders::Helpers => self.profile.evacuees.iter().flat_map(|e| &e.helper).collect(),
            Holders::Watchers => self.profile.points.values().flat_map(|p| &p.watcher).collect(),
            Holders::Keepers => self.profile.shelters.values().flat_map(|s| &s.keeper).collect(),
            Holders::Rescue => {
                let teams = self.profile.teams.values().filter(|t| t.kind == TeamKind::Rescue);
                teams.flat_map(|t| t.leader.iter().chain(&t.deputy)).collect()
            }
            Holders::Clusters => self.profile.clusters.values().flat_map(|c| &c.leader).collect(),
            Holders::Warners => self.profile.evacuees.iter().flat_map(|e| &e.warner).collect(),
            Holders::Everyone => Vec::new(),
        };
        let posted: Vec<(&str, &String)> = self.posted(id).collect();
        names.splice(0..0, posted.iter().map(|(_, name)| *name));
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        let titled = |name: &String| {
            let mut holder = self.holder(name);
            if let Some((title, _)) = posted.iter().find(|(title, posted)| *title != id && *posted == name) {
                (*title).clone_into(&mut holder.post);
                if holder.title.is_empty() {
                    holder.title.clone_from(&holder.post);
                }
            }
            holder
        };
        names.into_iter().map(titled).collect()
    }

    /// Returns who holds a post of the village's own: the people written with its duties, else those of the
    /// post of that name.
    pub fn own_post(self, name: &str) -> &'a [String] {
        let with_duties = self
            .profile
            .own_posts
            .get(name)
            .map(|post| post.people.as_slice())
            .filter(|people| !people.is_empty());
        with_duties.or_else(|| self.profile.posts.get(name).map(Vec::as_slice)).unwrap_or_default()
    }

    /// Returns the names of the posts of the village's own, those with duties first, each once.
    pub fn own_posts(self) -> Vec<&'a String> {
        let bare = self
            .profile
            .posts
            .keys()
            .filter(|post| self.role_of(post).is_none() && !self.profile.own_posts.contains_key(*post));
        self.profile.own_posts.keys().chain(bare).collect()
    }

    /// Returns the posts that share steps by duty and that somebody holds: optional roles of the library,
    /// posts of the village's own.
    pub fn sharers(self) -> Vec<(String, Vec<&'a Duty>)> {
        let duties =
            |ids: &[String]| ids.iter().filter_map(|id| self.plans.duties.get(id)).collect::<Vec<&Duty>>();
        let optional = self
            .plans
            .roles
            .iter()
            .filter(|(id, role)| !role.duties.is_empty() && !self.holders(id).is_empty());
        let own = self.profile.own_posts.iter().filter(|(name, _)| !self.own_post(name).is_empty());
        let own = own.map(|(name, post)| (name.clone(), duties(&post.duties)));
        optional.map(|(id, role)| (id.clone(), duties(&role.duties))).chain(own).collect()
    }

    /// Returns the people written for a role, each with the title under which he is: the role's id, or
    /// another name of it.
    pub fn posted(self, id: &str) -> impl Iterator<Item = (&'a str, &'a String)> {
        let posts = self.profile.posts.iter().filter(move |(post, _)| self.role_of(post) == Some(id));
        posts.flat_map(|(post, people)| people.iter().map(move |name| (post.as_str(), name)))
    }

    /// Returns the role that a post of the village means; `None` for one of its own.
    pub fn role_of(self, post: &str) -> Option<&'a str> {
        let named = |id: &str, role: &Role, post: &str| {
            let ends = role.ends.iter().any(|end| post.ends_with(end.as_str()));
            id == post || ends || role.aliases.iter().any(|alias| alias == post)
        };
        if let Some((id, _)) = self.plans.roles.iter().find(|(id, role)| named(id, role, post)) {
            return Some(id);
        }
        // 组长 is the commander of a village that has nobody else of that name.
        let (id, role) =
            self.plans.roles.iter().find(|(_, role)| role.alone.iter().any(|alias| alias == post))?;
        (!self.profile.posts.keys().any(|other| named(id, role, other))).then_some(id)
    }

    /// Returns the holders of a role and the role that really holds it, following `falls_to` while nobody
    /// does, in the end to the deputies.
    pub fn filled<'b>(self, id: &'b str) -> (Vec<Holder>, &'b str)
    where
        'a: 'b,
    {
        let mut at = id;
        for _ in 0..self.plans.roles.len() {
            let people = self.holders(at);
            let next = self.plans.roles.get(at).and_then(|r| r.falls_to.as_deref());
            match next {
                _ if !people.is_empty() => return (people, at),
                Some(next) => at = next,
                None => break,
            }
        }
        // Where nobody commands the deputy does; what everybody does is nobody's post.
        let deputies = if id == known::EVERYONE { Vec::new() } else { self.holders(known::DEPUTY) };
        if deputies.is_empty() { (deputies, at) } else { (deputies, known::DEPUTY) }
    }

    /// Returns the role that does the work of a role: itself if somebody holds it or nobody stands in.
    pub fn acting<'b>(self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        // Nobody stands in for a post that the library does not know, nor for none.
        if !self.plans.roles.contains_key(id) {
            return id;
        }
        let (people, at) = self.filled(id);
        if people.is_empty() { id } else { at }
    }

    /// Returns how texts speak of the commander where nobody commands and somebody stands in: by his title.
    pub fn stand_in(self) -> Tongue {
        let acting = self.acting(known::COMMANDER);
        if acting == known::COMMANDER {
            return Tongue::default();
        }
        let name = self.plans.role_name(known::COMMANDER);
        let longer = self.plans.roles.values().map(|role| &role.name).filter(|other| *other != name);
        let kept = longer.filter(|other| other.contains(name)).cloned().collect();
        Tongue::calling(name, &self.called(acting), kept)
    }

    /// Returns what the village calls a role; the library's name where several titles hold it.
    pub fn called(self, role: &str) -> String {
        let titles: BTreeSet<&str> = self.posted(role).map(|(post, _)| post).collect();
        let only = titles.first().filter(|post| titles.len() == 1 && !post.is_ascii());
        only.copied().unwrap_or_else(|| self.plans.role_name(role)).to_owned()
    }

    /// Returns a person as printed.
    pub fn holder(self, name: &str) -> Holder {
        let person = self.profile.people.get(name);
        Holder {
            name: name.to_owned(),
            phones: person.map(|p| p.phone.clone()).unwrap_or_default(),
            title: person.map(|p| p.title.clone()).unwrap_or_default(),
            post: String::new(),
        }
    }

    /// Returns how many households and people a hazard threatens: as declared, else the sum over its points, each as it
    /// was counted or as its list has it. Where a list does not say how many people live there, nobody knows the sum.
    pub fn threatened(self, hazard: &str) -> (Option<u32>, Option<u32>) {
        let declared = &self.profile.hazards[hazard];
        let homes = self.households();
        let at = |(name, point): (&String, &Point)| {
            let listed = Sum::of(homes.iter().filter(|home| home.points.contains(name)));
            listed.beside(point.households, point.people)
        };
        let points = self.points_of(hazard).map(at);
        let (counted, lived): (Vec<Option<u32>>, Vec<Option<u32>>) =
            points.filter(|(homes, people)| homes.is_some() || people.is_some()).unzip();
        let sum = |known: Vec<Option<u32>>| {
            let known: Vec<u32> = known.into_iter().collect::<Option<_>>()?;
            (!known.is_empty()).then(|| known.iter().sum())
        };
        (declared.households.or_else(|| sum(counted)), declared.people.or_else(|| sum(lived)))
    }

    /// Returns the level of a signal at which a plan sends the people of a point away; `None` if none does at a level.
    pub fn planned(self, point: &Point, signal: &str) -> Option<Level> {
        let plans = point.hazards.iter().filter_map(|hazard| self.plans.plans.get(hazard));
        let first = |plan: &Plan| {
            let said = plan.ladder.iter().filter(|(_, rung)| rung.leave).map(|(level, _)| *level).min();
            let moving = plan.steps.iter().filter(|step| step.phase == Some(Phase::Move));
            said.or(moving.filter_map(|step| step.from).min())
        };
        plans.filter(|plan| plan.signals.iter().any(|own| own == signal)).filter_map(first).min()
    }

    /// Returns the lowest level of a signal from this one on that is ever issued: lightning has no blue.
    pub fn issued(self, signal: &str, level: Level) -> Level {
        let known = self.plans.signals.signals.get(signal).into_iter().flat_map(|known| known.levels.keys());
        let own = self.profile.thresholds.get(signal).into_iter().flat_map(|levels| levels.keys());
        known.chain(own).copied().filter(|known| *known >= level).min().unwrap_or(level)
    }

    /// Returns at which level of which signal people leave a point, where the village says so itself. What it says is
    /// never later than the plan: two papers would tell them two levels.
    pub fn moves_at(self, point: &Point) -> IndexMap<String, Level> {
        let own = point.moves_at.iter();
        let kept =
            own.filter(|(signal, level)| self.planned(point, signal).is_none_or(|plan| **level <= plan));
        kept.map(|(signal, level)| (signal.clone(), self.issued(signal, *level))).collect()
    }

    /// Returns the risk points of a hazard, in the profile's order.
    pub fn points_of(self, hazard: &str) -> impl Iterator<Item = (&'a String, &'a Point)> {
        self.profile.points.iter().filter(move |(_, p)| p.hazards.iter().any(|h| h == hazard))
    }

    /// Returns the hazards a household moves for: its own list, else those of its risk point.
    pub fn hazards_of(self, evacuee: &'a Evacuee) -> &'a [String] {
        if !evacuee.hazards.is_empty() {
            return &evacuee.hazards;
        }
        evacuee.point.as_ref().and_then(|p| self.profile.points.get(p)).map_or(&[], |p| p.hazards.as_slice())
    }

    /// Returns the hazards that can come together with this one, by the library's compound events.
    pub fn coincident(self, hazard: &str) -> BTreeSet<String> {
        self.plans.coincident(hazard)
    }

    /// Returns whether two hazards are one, or can come together in an event whose trigger this village
    /// declares.
    pub fn together(self, one: &str, other: &str) -> bool {
        let in_event =
            |event: &Compound, hazard: &str| event.trigger.iter().chain(&event.follows).any(|h| h == hazard);
        let here = |event: &&Compound| event.trigger.iter().any(|h| self.profile.hazards.contains_key(h));
        let both = |event: &Compound| in_event(event, one) && in_event(event, other);
        one == other || self.plans.resolve.compounds.iter().filter(here).any(both)
    }

    /// Returns the plans of the hazards that a critical place of this kind gives reason to think of.
    pub fn implied(self, kind: PlaceKind) -> Vec<&'a Plan> {
        self.plans.plans.values().filter(|plan| plan.implied_by.contains(&kind)).collect()
    }

    /// Returns whether a hazard sends people to a shelter.
    pub fn sends(self, hazard: &str) -> bool {
        self.plans
            .plans
            .get(hazard)
            .and_then(|p| self.plans.resolve.stances.get(&p.stance))
            .is_some_and(|stance| stance.shelter)
    }

    /// Returns why a shelter may not be offered for a hazard, or `None` if it may.
    pub fn unfit(self, name: &str, hazard: &str) -> Option<UnfitReason> {
        let shelter = &self.profile.shelters[name];
        if shelter.unsafe_for.iter().any(|h| h == hazard) {
            return Some(UnfitReason::Declared);
        }
        let stance = self.plans.plans.get(hazard).and_then(|p| self.plans.resolve.stances.get(&p.stance));
        if stance.is_some_and(|s| !s.settings.is_empty() && !s.settings.contains(&shelter.setting)) {
            return Some(UnfitReason::Setting);
        }
        let unlisted = !shelter.safe_for.is_empty() && !shelter.safe_for.iter().any(|h| h == hazard);
        let zone = self.danger_zone(shelter, hazard).map(UnfitReason::InDangerZone);
        zone.or_else(|| unlisted.then_some(UnfitReason::NotListed))
    }

    /// Returns the risk point in whose danger zone a shelter stands, among the hazards that can come
    /// together.
    fn danger_zone(self, shelter: &Shelter, hazard: &str) -> Option<String> {
        let here = shelter.coordinates?;
        let mut together = self.coincident(hazard);
        together.insert(hazard.to_owned());
        let deadly = |(_, point): &(&String, &Point)| point.hazards.iter().any(|h| together.contains(h));
        self.zones_at(here).find(deadly).map(|(name, _)| name.clone())
    }

    /// Returns the risk points in whose danger zone a place lies, in the profile's order.
    pub fn zones_at(self, here: [f64; 2]) -> impl Iterator<Item = (&'a String, &'a Point)> {
        self.profile.points.iter().filter(move |(_, point)| {
            let (Some(there), Some(radius)) = (point.coordinates, point.radius_m) else { return false };
            distance_m(here, there) < f64::from(radius)
        })
    }

    /// Returns where a risk point, shelter or critical place of this name lies.
    pub fn place_of(self, name: &str) -> Option<[f64; 2]> {
        let point = self.profile.points.get(name).and_then(|p| p.coordinates);
        let shelter = || self.profile.shelters.get(name).and_then(|s| s.coordinates);
        point.or_else(shelter).or_else(|| self.profile.places.get(name).and_then(|p| p.coordinates))
    }

    /// Returns the shelters fit for a hazard, the main one first; empty if its stance sends nobody to a
    /// shelter.
    ///
    /// Main is the one the village named for this hazard, else the one most of its households go to, else the
    /// largest.
    pub fn shelters_for(self, hazard: &str) -> Vec<String> {
        let stance = self.plans.plans.get(hazard).and_then(|p| self.plans.resolve.stances.get(&p.stance));
        if stance.is_some_and(|s| !s.shelter) {
            return Vec::new();
        }
        let declared = self.profile.hazards.get(hazard).map(|h| h.shelters.as_slice()).unwrap_or_default();
        let expected = |name: &String| -> u32 {
            let here = self.profile.evacuees.iter().filter(|e| e.shelter.as_ref() == Some(name));
            here.filter(|e| self.hazards_of(e).iter().any(|h| h == hazard)).filter_map(|e| e.members).sum()
        };
        let mut fit: Vec<(usize, u32, u32, usize, &String)> = (self.profile.shelters.keys().enumerate())
            .filter(|(_, name)| self.unfit(name, hazard).is_none())
            .map(|(i, name)| {
                let rank = declared.iter().position(|d| d == name).unwrap_or(declared.len());
                (
                    rank,
                    u32::MAX - expected(name),
                    u32::MAX - self.profile.shelters[name].capacity.unwrap_or(0),
                    i,
                    name,
                )
            })
            .collect();
        fit.sort();
        fit.into_iter().map(|(.., name)| name.clone()).collect()
    }

    /// Returns the most people who come to a shelter at once: the households that are sent there for hazards
    /// that can come together; or for one hazard these households and whoever is threatened at points that
    /// lead there and is on no list.
    pub fn crowd(self, shelter: &str, homes: &[Household]) -> Sum {
        let routes = self.routes();
        // Whoever has no shelter of his own goes where the hazard sends him.
        let comes = |home: &Household, hazard: &String| {
            home.shelter == shelter
                || home.shelter.is_empty()
                    && ways::of_home(home, &self.shelters_for(hazard), &routes).shelter == shelter
        };
        let listed = |among: &BTreeSet<String>| {
            let own = |h: &&Household| h.hazards.iter().any(|x| among.contains(x) && comes(h, x));
            Sum::of(homes.iter().filter(own))
        };
        let most = |hazard: &String| {
            let mut together = self.coincident(hazard);
            together.insert(hazard.clone());
            let mut alone = listed(&BTreeSet::from([hazard.clone()]));
            let leads = |(name, point): &(&String, &Point)| {
                self.sends(hazard) && self.way_out(name, point, hazard).as_deref() == Some(shelter)
            };
            for (name, point) in self.points_of(hazard).filter(leads) {
                alone.known = alone.known.saturating_add(unlisted(name, point, homes));
            }
            listed(&together).max(alone)
        };
        self.profile.hazards.keys().map(most).max().unwrap_or_default()
    }

    /// Returns the shelter to which people flee from a point: where its route leads, else the one it names,
    /// else the main one.
    fn way_out(self, name: &str, point: &Point, hazard: &str) -> Option<String> {
        let route = self
            .profile
            .routes
            .values()
            .find(|r| r.from == name)
            .map(|r| &r.to)
            .filter(|to| self.profile.shelters.contains_key(*to));
        let named = || self.profile.shelters.keys().find(|shelter| point.escape.contains(shelter.as_str()));
        route.or_else(named).cloned().or_else(|| self.shelters_for(hazard).into_iter().next())
    }

    /// Returns the ways that people take when a hazard comes.
    pub fn ways(self, hazard: &str) -> Vec<Way> {
        let points: Vec<String> = self.points_of(hazard).map(|(name, _)| name.clone()).collect();
        ways::of_hazard(hazard, &points, &self.shelters_for(hazard), &self.households(), &self.routes())
    }

    /// Returns the routes as printed.
    pub fn routes(self) -> Vec<RouteEntry> {
        let entry = |(name, r): (&String, &Route)| RouteEntry {
            name: name.clone(),
            from: r.from.clone(),
            to: r.to.clone(),
            via: r.via.clone(),
            length_m: r.length_m,
            minutes: r.minutes,
            avoid: r.avoid.clone(),
            closed_when: r.closed_when.clone(),
        };
        self.profile.routes.iter().map(entry).collect()
    }

    /// Returns the households to move, each once: rows with the same head and address in normal form are one
    /// household.
    pub fn households(self) -> Vec<Household> {
        let mut homes: IndexMap<(String, String), Household> = IndexMap::new();
        for row in &self.profile.evacuees {
            let home = self.household(row);
            match homes.entry(home_key(row)) {
                indexmap::map::Entry::Vacant(slot) => drop(slot.insert(home)),
                indexmap::map::Entry::Occupied(mut seen) => unite(seen.get_mut(), home),
            }
        }
        homes.into_values().collect()
    }

    fn household(self, row: &Evacuee) -> Household {
        Household {
            head: head_of(row),
            count: row.households.unwrap_or(1),
            address: row.address.clone(),
            group: row.group.clone().unwrap_or_default(),
            // Nobody is no household: then the number is not known.
            members: row.members.filter(|count| *count > 0),
            needs: row.needs.clone(),
            phones: row.phone.clone(),
            // Whoever must be fetched does not come to fetch himself.
            helpers: row.helper.iter().filter(|h| **h != row.head).map(|h| self.holder(h)).collect(),
            warners: row.warner.iter().map(|h| self.holder(h)).collect(),
            family: row.family.clone(),
            house: row.house.clone(),
            zone: row.zone.or_else(|| self.profile.points.get(row.point.as_ref()?)?.zone),
            points: row.point.iter().cloned().collect(),
            from: None,
            hazards: self.hazards_of(row).to_vec(),
            shelter: row.shelter.clone().unwrap_or_default(),
            route: row.route.clone().filter(|_| self.astray(row).is_none()).unwrap_or_default(),
            transport: row.transport.clone(),
        }
    }

    /// Returns how the route that a household is to take is not its own, if it is not: no paper sends it there.
    pub fn astray(self, row: &'a Evacuee) -> Option<Astray<'a>> {
        let route = self.profile.routes.get(row.route.as_ref()?)?;
        let (to, from) = (row.shelter.as_deref(), row.point.as_deref());
        if let Some(shelter) = to.filter(|shelter| *shelter != route.to) {
            return Some(Astray::To { route, shelter });
        }
        let other = |point: &&str| *point != route.from && self.profile.points.contains_key(&route.from);
        from.filter(other).map(|point| Astray::From { route, point })
    }

    /// Returns the mobile numbers that are written for more than one person, each with the person who has it
    /// first.
    ///
    /// Landlines are left out: an office has one.
    pub fn shared_phones(self) -> Vec<SharedPhone<'a>> {
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        let mut shared = Vec::new();
        for (second, person) in &self.profile.people {
            let numbers = person.phone.iter().enumerate();
            for (index, number) in numbers.filter(|(_, number)| number.kind() == Number::Mobile) {
                let owner = *first.entry(number.dialled()).or_insert(second);
                if owner != second {
                    shared.push(SharedPhone { number, first: owner, second, index });
                }
            }
        }
        shared
    }
}

/// Returns the places a village lies in, from its province down, as far as its profile says.
pub fn place(profile: &Profile) -> Vec<&str> {
    let province = Some(profile.province.as_str())
        .filter(|name| !name.is_empty())
        .or_else(|| province_of(&profile.code));
    let rest = [&profile.city, &profile.county, &profile.town]
        .into_iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty());
    province.into_iter().chain(rest).collect()
}

/// Provinces by the first two figures of a code, GB/T 2260.
const PROVINCES: [(&str, &str); 34] = [
    ("11", "北京市"),
    ("12", "天津市"),
    ("13", "河北省"),
    ("14", "山西省"),
    ("15", "内蒙古自治区"),
    ("21", "辽宁省"),
    ("22", "吉林省"),
    ("23", "黑龙江省"),
    ("31", "上海市"),
    ("32", "江苏省"),
    ("33", "浙江省"),
    ("34", "安徽省"),
    ("35", "福建省"),
    ("36", "江西省"),
    ("37", "山东省"),
    ("41", "河南省"),
    ("42", "湖北省"),
    ("43", "湖南省"),
    ("44", "广东省"),
    ("45", "广西壮族自治区"),
    ("46", "海南省"),
    ("50", "重庆市"),
    ("51", "四川省"),
    ("52", "贵州省"),
    ("53", "云南省"),
    ("54", "西藏自治区"),
    ("61", "陕西省"),
    ("62", "甘肃省"),
    ("63", "青海省"),
    ("64", "宁夏回族自治区"),
    ("65", "新疆维吾尔自治区"),
    ("71", "台湾省"),
    ("81", "香港特别行政区"),
    ("82", "澳门特别行政区"),
];

/// Returns the province that a division code begins with.
pub fn province_of(code: &str) -> Option<&'static str> {
    PROVINCES.iter().find(|(start, _)| code.starts_with(start)).map(|(_, name)| *name)
}

/// Returns the head count of a team, each person once.
pub fn team_size(team: &Team) -> u32 {
    let named: BTreeSet<&String> = team.members.iter().chain(&team.leader).chain(&team.deputy).collect();
    team.size.unwrap_or(0).max(u32::try_from(named.len()).unwrap_or(u32::MAX))
}

/// Returns the head count of a team as the village has it; `None` where it says neither a number nor the
/// members.
pub fn team_count(team: &Team) -> Option<u32> {
    (team.size.is_some() || !team.members.is_empty()).then(|| team_size(team))
}

/// Returns the distance between two places in metres, on a sphere of 6,371 km.
pub fn distance_m(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [lat1, lon1, lat2, lon2] = [a[0], a[1], b[0], b[1]].map(f64::to_radians);
    let h =
        ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
    2.0 * 6_371_000.0 * h.sqrt().asin()
}

/// Returns how many of the people threatened at a point are on no list; a household without a number is one
/// of them at least.
fn unlisted(name: &str, point: &Point, homes: &[Household]) -> u32 {
    let listed = Sum::of(homes.iter().filter(|home| home.points.iter().any(|p| p == name)));
    point.people.unwrap_or(0).saturating_sub(listed.known).saturating_sub(listed.unsaid)
}

/// What an alarm lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// With what it is given.
    Tool,
    /// How it sounds.
    Pattern,
}

/// What words of a pattern tell with what, and words of a tool how.
const TOOLS: [char; 16] =
    ['锣', '哨', '叭', '播', '喊', '笛', '钟', '鼓', '号', '警', '铃', '话', '鞭', '炮', '车', '灯'];
const WAYS: [char; 15] =
    ['敲', '吹', '喊', '响', '鸣', '播', '放', '长', '短', '连', '急', '遍', '声', '念', '闪'];

/// Returns the half of an alarm that is missing, where the other does not tell it too.
pub fn half(alarm: &Alarm) -> Option<Half> {
    let (tool, pattern) = (alarm.tool.trim(), alarm.pattern.trim());
    if tool.is_empty() {
        return (!pattern.is_empty() && !pattern.contains(TOOLS)).then_some(Half::Tool);
    }
    // 广播 and 警报 name a tool by what it does.
    let bare = tool.replace("广播", "").replace("播放", "");
    (pattern.is_empty() && !bare.contains(WAYS)).then_some(Half::Pattern)
}

/// Returns how an alarm sounds, e.g. 连续急敲铜锣.
///
/// Half a sound is no signal: what is missing is left to write in.
pub fn sound(alarm: &Alarm) -> String {
    match half(alarm) {
        Some(Half::Tool) => return format!("{}＿＿＿（用什么）", alarm.pattern),
        Some(Half::Pattern) => return format!("{}＿＿＿（怎么响）", alarm.tool),
        None => {}
    }
    // 连续急敲铜锣; 铓锣和大喇叭连敲，三种话各喊两遍; 村广播长音不断.
    let verb =
        alarm.pattern.ends_with(['敲', '响', '吹', '放', '播', '摇', '按', '鸣', '击', '打', '拉', '喊']);
    let (first, then) = if verb && !alarm.pattern.contains(['，', '、', '；']) {
        (&alarm.pattern, &alarm.tool)
    } else {
        (&alarm.tool, &alarm.pattern)
    };
    format!("{first}{then}")
}

/// Returns by what a household is known: its head and its address, each in normal form. Rows of several lists
/// that agree in both are one household.
pub fn home_key(row: &Evacuee) -> (String, String) {
    (address::normal(&row.head), address::normal(&row.address))
}

/// Returns the digits of a row's numbers.
pub fn phone_keys(row: &Evacuee) -> BTreeSet<String> {
    row.phone.iter().map(Phone::dialled).collect()
}

/// Returns how a household to move is called where something is said of it: by its head, else by where it
/// lives.
pub fn home_name(row: &Evacuee) -> String {
    if row.head.is_empty() { format!("{}{}", row.address, head_of(row)) } else { row.head.clone() }
}

/// Returns the head of a household, or how many households a row stands for: 120户.
fn head_of(row: &Evacuee) -> String {
    match row.households {
        Some(count) if row.head.is_empty() => format!("{count}户"),
        _ => row.head.clone(),
    }
}

/// Unites two rows of one household; the first row's destination and helper stand.
fn unite(seen: &mut Household, other: Household) {
    fn add<T: PartialEq>(to: &mut Vec<T>, from: Vec<T>) {
        for item in from {
            if !to.contains(&item) {
                to.push(item);
            }
        }
    }
    seen.members = seen.members.max(other.members);
    add(&mut seen.needs, other.needs);
    add(&mut seen.phones, other.phones);
    add(&mut seen.helpers, other.helpers);
    add(&mut seen.warners, other.warners);
    add(&mut seen.family, other.family);
    seen.count = seen.count.max(other.count);
    seen.zone = seen.zone.into_iter().chain(other.zone).min();
    add(&mut seen.points, other.points);
    add(&mut seen.hazards, other.hazards);
    for (mine, theirs) in [
        (&mut seen.shelter, other.shelter),
        (&mut seen.route, other.route),
        (&mut seen.transport, other.transport),
        (&mut seen.house, other.house),
    ] {
        if mine.is_empty() {
            *mine = theirs;
        }
    }
}

/// How a route is not the way of the household that is to take it.
#[derive(Debug, Clone, Copy)]
pub enum Astray<'a> {
    /// It leads elsewhere.
    To {
        /// The route.
        route: &'a Route,
        /// Where the household goes.
        shelter: &'a str,
    },
    /// It begins at another risk point.
    From {
        /// The route.
        route: &'a Route,
        /// Where the household lives.
        point: &'a str,
    },
}

/// A mobile number that two people have.
#[derive(Debug, Clone, Copy)]
pub struct SharedPhone<'a> {
    /// The number, as the second person has it.
    pub number: &'a Phone,
    /// Who has it first.
    pub first: &'a str,
    /// Who has it too.
    pub second: &'a str,
    /// Which of the second person's numbers it is.
    pub index: usize,
}

/// Returns whether two names differ by one character, as a slip of the pen makes them.
pub fn alike(one: &str, other: &str) -> bool {
    strsim::levenshtein(one, other) == 1
}
