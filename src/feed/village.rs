//! A village as JSON and as GeoJSON. ISO days, telephones as text, null is not given, [] is none.

use serde_json::{Map, Value, json};

use super::{Level, SCHEMA, dialled};
use crate::compose::words;
use crate::model::handbook::{Handbook, Holder, Household, PointEntry, Sum, UnfitReason};
use crate::model::phone::{Kind, Phone};
use crate::model::plan::PlanSet;
use crate::model::profile::Date;

/// Corners of the circle round a risk point.
const CORNERS: u32 = 64;
/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

struct Desk<'a> {
    book: &'a Handbook,
    plans: &'a PlanSet,
    level: Level,
}

/// Returns a village as JSON.
pub fn village(book: &Handbook, plans: &PlanSet, level: Level) -> Value {
    let desk = Desk { book: book.seen_by(level.audience()), plans, level };
    let mut all = Map::new();
    all.insert("schema".to_owned(), json!(SCHEMA));
    all.insert("level".to_owned(), json!(level as u8));
    all.insert("edition".to_owned(), desk.edition());
    for (key, rows) in desk.public() {
        all.insert(key.to_owned(), Value::Array(rows));
    }
    if level >= Level::Duty {
        for (key, rows) in desk.duty() {
            all.insert(key.to_owned(), Value::Array(rows));
        }
    }
    if level >= Level::Household {
        all.insert("households".to_owned(), desk.book.homes().map(|home| desk.home(home)).collect());
    }
    Value::Object(all)
}

/// Returns a village as GeoJSON, longitude first; households are never in it.
pub fn geo(book: &Handbook, plans: &PlanSet, level: Level) -> Value {
    let level = level.min(Level::Duty);
    let desk = Desk { book: book.seen_by(level.audience()), plans, level };
    let mut features = Vec::new();
    let mut rows = desk.public();
    if level >= Level::Duty {
        rows.extend(desk.duty());
    }
    for row in rows.into_iter().flat_map(|(_, rows)| rows) {
        let at = [&row["latitude"], &row["longitude"]].map(Value::as_f64);
        let geometry = match at {
            [Some(lat), Some(lon)] => json!({"type": "Point", "coordinates": [lon, lat]}),
            _ => Value::Null,
        };
        if let ([Some(lat), Some(lon)], Some(radius)) = (at, row["radius_m"].as_f64()) {
            let mut zone = desk.head("zone", row["name"].as_str().unwrap_or_default());
            zone["radius_m"] = row["radius_m"].clone();
            zone["hazards"] = row["hazards"].clone();
            features.push(feature(&circle(lat, lon, radius), &zone, &desk));
        }
        features.push(feature(&geometry, &row, &desk));
    }
    json!({"type": "FeatureCollection", "schema": SCHEMA, "level": level as u8,
        "edition": desk.edition(), "features": features})
}

/// A row as a feature: where it is in its geometry, all else in its properties.
fn feature(geometry: &Value, row: &Value, desk: &Desk) -> Value {
    let mut properties = Map::new();
    properties.insert("schema".to_owned(), json!(SCHEMA));
    let own = row.as_object().into_iter().flatten();
    for (key, value) in own.filter(|(key, _)| !["id", "latitude", "longitude"].contains(&key.as_str())) {
        properties.insert(key.clone(), value.clone());
    }
    properties.insert("edition".to_owned(), json!(desk.book.edition.number));
    properties.insert("level".to_owned(), json!(desk.level as u8));
    json!({"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties})
}

/// A circle of so many metres, against the clock as the format asks.
fn circle(lat: f64, lon: f64, radius: f64) -> Value {
    let round = |x: f64| (x * 1e7).round() / 1e7;
    let corner = |i: u32| {
        let angle = f64::from(i % CORNERS) / f64::from(CORNERS) * std::f64::consts::TAU;
        let north = radius * angle.sin() / DEGREE_M;
        let east = radius * angle.cos() / (DEGREE_M * lat.to_radians().cos());
        json!([round(lon + east), round(lat + north)])
    };
    json!({"type": "Polygon", "coordinates": [(0..=CORNERS).map(corner).collect::<Vec<_>>()]})
}

fn day(date: Option<Date>) -> Value {
    date.map_or(Value::Null, |d| json!(d.0.to_string()))
}

fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

/// How many people, roughly.
fn band(people: u32) -> &'static str {
    match people {
        0..=4 => "1-4",
        5..=19 => "5-19",
        _ => "20+",
    }
}

type Rows = Vec<(&'static str, Vec<Value>)>;

impl Desk<'_> {
    fn head(&self, kind: &str, name: &str) -> Value {
        json!({"id": format!("{}/{kind}/{name}", self.book.village.code), "kind": kind, "name": name})
    }

    fn edition(&self) -> Value {
        let (v, e, life) = (&self.book.village, &self.book.edition, &self.book.life);
        json!({
            "code": v.code, "name": v.name, "town": text(&v.town), "county": text(&v.county),
            "number": e.number,
            "effective": day(e.effective), "review_by": day(e.review_by), "mark": self.book.mark(),
            "plan_life": {
                "issued": day(life.issued.date), "document": text(&life.issued.number),
                "filed": day(life.handed_in()),
                "published": day(life.published.date),
                "due": self.book.hand_in.map(|due| due.date.0.to_string()),
            },
        })
    }

    /// Numbers as text; the public is told of no mobile.
    fn phones(&self, phones: &[Phone]) -> Value {
        let kept = phones.iter().filter(|p| self.level >= Level::Duty || p.kind() != Kind::Mobile);
        kept.map(|phone| json!(phone.number())).collect()
    }

    fn people(&self, holders: &[Holder]) -> Value {
        holders.iter().map(|p| json!({"name": p.name, "phones": self.phones(&p.phones)})).collect()
    }

    fn public(&self) -> Rows {
        let book = self.book;
        vec![
            ("points", book.points.iter().map(|p| self.point(p)).collect()),
            ("shelters", self.shelters()),
            ("routes", self.routes()),
            ("evacuation", self.evacuation()),
            ("teams", self.teams()),
            ("contacts", self.contacts()),
        ]
    }

    fn point(&self, p: &PointEntry) -> Value {
        let mut row = self.head("point", &p.name);
        let (_, threatened) = self.book.threatened(p);
        row["hazards"] = json!(p.hazards);
        row["place"] = text(&p.place);
        row["signs"] = p
            .signs
            .iter()
            .map(|s| json!({"text": words::sensed(s.sense, &s.text), "act": words::act(s.act)}))
            .collect();
        row["radius_m"] = json!(p.radius_m);
        row["moves_at"] = json!(
            p.moves_at
                .iter()
                .map(|(signal, level)| (signal.clone(), json!(level.id())))
                .collect::<Map<_, _>>()
        );
        row["people_band"] = threatened.map_or(Value::Null, |n| json!(band(n)));
        located(&mut row, p.coordinates);
        if self.level >= Level::Duty {
            row["people"] = json!(threatened);
            row["watchers"] = self.people(&p.watchers);
        }
        row
    }

    fn shelters(&self) -> Vec<Value> {
        let one = |s: &crate::model::handbook::ShelterEntry| {
            let mut row = self.head("shelter", &s.name);
            row["setting"] = json!(s.setting);
            row["address"] = text(&s.address);
            row["capacity"] = json!(s.capacity);
            row["safe_for"] = s.fit_for.iter().chain(&s.also_for).map(|id| json!(id)).collect();
            let unfit = |listed: bool| -> Value {
                let them = s.unfit_for.iter().filter(|u| (u.why == UnfitReason::NotListed) != listed);
                them.map(|u| json!(u.hazard)).collect()
            };
            row["unsafe_for"] = unfit(true);
            row["unlisted_for"] = unfit(false);
            row["certified"] = day(s.certified);
            located(&mut row, s.coordinates);
            if self.level >= Level::Duty {
                row["keepers"] = self.people(&s.keepers);
                row["keys"] = text(&s.keys);
            }
            row
        };
        self.book.shelters.iter().map(one).collect()
    }

    fn routes(&self) -> Vec<Value> {
        let one = |r: &crate::model::handbook::RouteEntry| {
            let mut row = self.head("route", &r.name);
            row["from"] = text(&r.from);
            row["to"] = text(&r.to);
            row["via"] = json!(r.via);
            row["length_m"] = json!(r.length_m);
            row["minutes"] = json!(r.minutes);
            row["closed_when"] = text(&r.closed_when);
            row
        };
        self.book.routes.iter().map(one).collect()
    }

    /// How many go from where to where.
    fn evacuation(&self) -> Vec<Value> {
        let mut sums: Vec<(String, String, Sum)> = Vec::new();
        for home in &self.book.households {
            let point = home.points.first().cloned().unwrap_or_default();
            let own = Sum::of([home]);
            match sums.iter_mut().find(|(p, s, _)| *p == point && *s == home.shelter) {
                Some((.., sum)) => {
                    *sum = Sum {
                        known: sum.known.saturating_add(own.known),
                        unsaid: sum.unsaid.saturating_add(own.unsaid),
                        homes: sum.homes.saturating_add(own.homes),
                    };
                }
                None => sums.push((point, home.shelter.clone(), own)),
            }
        }
        let row = |(point, shelter, sum): (String, String, Sum)| {
            let mut row = self.head("evacuation", &format!("{point}→{shelter}"));
            row["point"] = text(&point);
            row["shelter"] = text(&shelter);
            row["people_band"] = if sum.unsaid == 0 { json!(band(sum.known)) } else { Value::Null };
            if self.level >= Level::Duty {
                row["households"] = json!(sum.homes);
                row["people"] = if sum.unsaid == 0 { json!(sum.known) } else { Value::Null };
            }
            row
        };
        sums.into_iter().map(row).collect()
    }

    fn teams(&self) -> Vec<Value> {
        let one = |t: &crate::model::handbook::TeamEntry| {
            let mut row = self.head("team", &t.name);
            row["team"] = json!(t.kind);
            row["size"] = json!(t.size);
            if self.level >= Level::Duty {
                row["leader"] = t
                    .leader
                    .as_ref()
                    .map_or(Value::Null, |p| self.people(std::slice::from_ref(p))[0].clone());
                row["phones"] = self.phones(&t.phones);
                row["gear"] = json!(t.gear);
            }
            row
        };
        self.book.teams.iter().map(one).collect()
    }

    /// Hot lines and offices; the public is told of numbers that are offices' or marked public.
    fn contacts(&self) -> Vec<Value> {
        let phones = &self.book.phones;
        let national = phones.emergency.iter().chain(&phones.advice).map(|n| {
            let mut row = self.head("contact", &n.number);
            row["name"] = json!(n.purpose);
            row["phones"] = json!(dialled(&n.number));
            row
        });
        let outside = phones.outside.iter().map(|c| {
            let mut row = self.head("contact", &c.name);
            row["contact"] = json!(c.kind);
            row["phones"] = self.phones(&c.phones);
            row["hours"] = text(&c.hours);
            row
        });
        national.chain(outside).collect()
    }

    fn duty(&self) -> Rows {
        let book = self.book;
        let posts = book.roles.iter().filter(|role| !role.holders.is_empty()).map(|role| {
            let mut row = self.head("post", &role.name);
            row["role"] = json!(role.id);
            row["holders"] = self.people(&role.holders);
            row
        });
        // What teams have with them stands with the teams.
        let stocks = book.supplies.iter().flat_map(|s| s.stock.iter().map(move |stock| (s, stock)));
        let supplies = stocks.filter(|(_, stock)| !stock.of_team).map(|(s, stock)| {
            let mut row = self.head("supply", &format!("{}@{}", s.item, stock.place));
            row["name"] = json!(s.item);
            row["unit"] = text(&s.unit);
            row["quantity"] = json!(stock.quantity);
            row["place"] = text(&stock.place);
            row["keeper"] = text(&stock.keeper);
            row["expires"] = day(stock.expires);
            row
        });
        let vehicles = book.vehicles.iter().map(|v| {
            let mut row = self.head("vehicle", &v.name);
            row["quantity"] = json!(v.quantity);
            row["contact"] = text(&v.contact);
            row["phones"] = self.phones(&v.phones);
            row["place"] = text(&v.place);
            row
        });
        let facilities = book.places.iter().map(|p| {
            let mut row = self.head("facility", &p.name);
            row["facility"] = json!(p.kind);
            row["address"] = text(&p.address);
            row["people"] = json!(p.people);
            row["person"] = text(&p.person);
            row["phones"] = self.phones(&p.phones);
            located(&mut row, p.coordinates);
            row
        });
        let drills = book.drills.iter().map(|d| {
            let mut row = self.head("drill", &format!("{} {}", words::date(d.date), d.hazard));
            row["date"] = day(d.date);
            row["participants"] = json!(d.participants);
            row["next"] = day(d.next);
            row
        });
        let inspections = book.inspections.iter().map(|i| {
            let mut row = self.head("inspection", &i.what);
            row["last"] = day(i.last);
            row["finding"] = text(&i.finding);
            row["deadline"] = day(i.deadline);
            row["closed"] = day(i.closed);
            row
        });
        vec![
            ("posts", posts.collect()),
            ("supplies", supplies.collect()),
            ("vehicles", vehicles.collect()),
            ("facilities", facilities.collect()),
            ("drills", drills.collect()),
            ("inspections", inspections.collect()),
        ]
    }

    fn home(&self, home: &Household) -> Value {
        let mut row = self.head("household", &format!("{}/{}", home.address, home.head));
        row["name"] = json!(home.head);
        row["address"] = text(&home.address);
        row["people"] = json!(home.members);
        row["needs"] = json!(home.needs);
        row["points"] = json!(home.points);
        row["hazards"] = home
            .hazards
            .iter()
            .map(|id| json!({"id": id, "name": self.plans.plans.get(id).map(|p| &p.name)}))
            .collect();
        row["shelter"] = text(&home.shelter);
        row["route"] = text(&home.route);
        row["helpers"] = self.people(&home.helpers);
        row
    }
}

fn located(row: &mut Value, at: Option<[f64; 2]>) {
    row["latitude"] = at.map_or(Value::Null, |at| json!(at[0]));
    row["longitude"] = at.map_or(Value::Null, |at| json!(at[1]));
}
