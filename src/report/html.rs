//! The report as one HTML file: no script, nothing from elsewhere, light and dark as the reader's system.

use std::fmt::Write as _;

use super::plot::{escape, short};
use super::{Data, Plot, Report, Row, Section};

/// Cells from which on a table is printed as lines of text.
const LARGE: usize = 600;

const STYLE: &str = include_str!("report.css");

/// The whole document.
#[must_use]
pub fn document(report: &Report) -> String {
    let mut out = String::new();
    let title = if report.quick { "NRR-SNN: short reproduction" } else { "NRR-SNN: reproduction" };
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><style>{STYLE}</style></head><body><main>\n<h1>{title}</h1>\n"
    );
    head(&mut out, report);
    for section in &report.sections {
        self::section(&mut out, section);
    }
    out += "</main></body></html>\n";
    out
}

fn head(out: &mut String, report: &Report) {
    *out += "<p class=\"lead\">What the program <code>nrr-snn</code> finds where Jia et al. (2021), <cite>Neuronal-plasticity and reward-propagation improved \
             recurrent spiking neural networks</cite>, Frontiers in Neuroscience 15:654786, shows its table and figures. Every figure is a mean over seeds with its \
             95 % interval (Student's t over the runs) after the last epoch; no epoch and no seed was chosen by its test accuracy.</p>";
    if report.quick {
        *out += "<p class=\"note\">This is the short version: few epochs, few seeds. It checks that everything runs; it says nothing about the paper.</p>";
    }
    let _ = write!(out, "<pre><code>{}</code></pre><dl>", escape(&report.command));
    for source in &report.data {
        let _ = write!(
            out,
            "<dt>{}</dt><dd>{}, {} utterances, split {}; in place of {}</dd>",
            source.task,
            escape(&source.name),
            source.utterances,
            escape(&source.split),
            source.in_place_of
        );
    }
    let [there, all] = report.runs;
    let _ = write!(
        out,
        "<dt>runs</dt><dd>{there} of {all}, {} of one core</dd><dt>version</dt><dd>{}</dd><dt>digest of the results</dt><dd class=\"digest\">{}</dd></dl>",
        duration(report.seconds),
        report.version,
        report.digest
    );
    *out += "<nav aria-label=\"Tables and figures\"><ul>";
    for s in &report.sections {
        let _ = write!(out, "<li><a href=\"#{}\">{}</a></li>", s.id, escape(&s.title));
    }
    *out += "</ul></nav>";
}

/// Seconds as people say them.
#[must_use]
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{s:.1} s"),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

fn section(out: &mut String, section: &Section) {
    let _ = write!(out, "<section id=\"{}\"><h2>{}</h2>", section.id, escape(&section.title));
    let _ = write!(out, "<p><b>The paper.</b> {}</p>", escape(&section.paper));
    if !section.findings.is_empty() {
        *out += "<div><b>Found here.</b><ul>";
        for finding in &section.findings {
            let _ = write!(out, "<li>{}</li>", escape(finding));
        }
        *out += "</ul></div>";
    }
    for plot in &section.plots {
        self::plot(out, plot);
    }
    for (name, table) in section.tables.iter().filter(|(_, t)| !t.rows.is_empty()) {
        let _ = write!(out, "<h3>{}</h3>", escape(name));
        data(out, table);
    }
    if !section.rows.is_empty() {
        *out += "<h3>Every row</h3>";
        rows(out, &section.rows);
    }
    *out += "</section>\n";
}

fn plot(out: &mut String, plot: &Plot) {
    let _ = write!(
        out,
        "<figure><figcaption><b>{}</b> {}</figcaption>{}<details><summary>The figures of this plot</summary>",
        escape(&plot.title),
        escape(&plot.caption),
        plot.svg
    );
    data(out, &plot.data);
    *out += "</details></figure>\n";
}

fn data(out: &mut String, data: &Data) {
    if data.rows.len() * data.columns.len() > LARGE {
        let quoted = |cells: &[String]| cells.join("\t");
        let _ = writeln!(out, "<pre>{}", escape(&quoted(&data.columns)));
        for row in &data.rows {
            let _ = writeln!(out, "{}", escape(&quoted(row)));
        }
        *out += "</pre>";
        return;
    }
    *out += "<div class=\"wide\"><table><thead><tr>";
    for column in &data.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(column));
    }
    *out += "</tr></thead><tbody>";
    for row in &data.rows {
        *out += "<tr>";
        for cell in row {
            let _ = write!(out, "<td>{}</td>", escape(cell));
        }
        *out += "</tr>";
    }
    *out += "</tbody></table></div>";
}

fn rows(out: &mut String, rows: &[Row]) {
    *out += "<div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">what</th><th scope=\"col\">the paper</th><th scope=\"col\">here</th>\
             <th scope=\"col\">each run</th><th scope=\"col\">what differs</th><th scope=\"col\">a run takes</th><th scope=\"col\">weights, SHA-256</th></tr></thead><tbody>";
    for r in rows {
        let here = match (r.ours, r.half_width) {
            (None, _) => "–".to_owned(),
            (Some(v), None) => format!("{} {}", two(v), r.unit),
            (Some(v), Some(h)) => format!("{} ± {} {}", two(v), two(h), r.unit),
        };
        let paper = r.paper.map_or_else(|| "–".to_owned(), |p| format!("{} {}", two(p), r.unit));
        let each = r.values.iter().map(|v| two(*v)).collect::<Vec<_>>().join(", ");
        let missing = if r.values.len() < r.runs { format!(" ({} of {} runs)", r.values.len(), r.runs) } else { String::new() };
        let time = r.seconds.map_or_else(String::new, duration);
        let digests = escape(&r.weights_sha256.join(" "));
        let first = r.weights_sha256.first().map_or("", |d| d.get(..8).unwrap_or(d));
        let first = escape(first);
        let digests = match r.weights_sha256.len() {
            0 => String::new(),
            _ => format!("<details><summary>{first}…</summary><span class=\"digest\">{digests}</span></details>"),
        };
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{paper}</td><td><b>{here}</b></td><td>{each}{missing}</td><td>{}</td><td>{time}</td><td>{digests}</td></tr>",
            escape(&r.what),
            escape(&r.differs)
        );
    }
    *out += "</tbody></table></div>";
}

/// Two decimals, or up to four for small figures.
fn two(value: f64) -> String {
    if value.abs() >= 2.0 || value == 0.0 { format!("{value:.2}") } else { short(value) }
}
