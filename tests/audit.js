// What pdday asks of a page beyond axe. Gives faults, one line each; [] is what one wants.
// `thumb`: how many px everything one presses must have in both directions: 44 on a phone; 0 for not asked. At 24, the
// least that WCAG asks for (2.5.8), what is smaller may stand alone instead: nothing else within 12 px of its middle.
({ thumb }) => {
  const faults = [];
  const short = (each) => each.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const shown = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && each.getClientRects().length > 0;
  const said = (each) => each.textContent.trim();

  // Headings: one h1, and no level left out on the way down.
  const levels = all("h1, h2, h3, h4, h5, h6").filter(shown).map((each) => ({ level: +each.tagName[1], words: said(each) }));
  if (levels.filter((each) => each.level === 1).length !== 1) faults.push(`${levels.filter((each) => each.level === 1).length} h1`);
  levels.forEach((each, place) => {
    const before = place ? levels[place - 1].level : 0;
    if (each.level > before + 1 && !(place === 0)) faults.push(`h${before} is followed by h${each.level}: ${each.words.slice(0, 40)}`);
    if (!each.words) faults.push("an empty heading");
  });
  if (levels.length && levels[0].level > 2) faults.push(`the first heading is an h${levels[0].level}`);

  // Tables: a name, and heads that say what they are heads of.
  for (const table of all("table").filter(shown)) {
    const named = table.caption ? said(table.caption) : table.getAttribute("aria-label") || table.getAttribute("aria-labelledby");
    if (!named) faults.push(`a table without caption: ${short(table)}`);
    for (const head of all("th", table)) if (!head.hasAttribute("scope")) faults.push(`th without scope: ${short(head)}`);
    if (table.rows.length && !all("tbody th", table).length && table.tBodies[0]?.rows.length > 1) faults.push(`no row has a head: ${short(table)}`);
  }

  // Pictures say what they show, or are hidden from readers.
  for (const picture of all("svg, img, video, canvas").filter(shown)) {
    const hidden = picture.closest('[aria-hidden="true"]');
    const named = picture.getAttribute("aria-label") || picture.getAttribute("alt") || picture.getAttribute("aria-labelledby");
    if (!hidden && !named && picture.getAttribute("alt") !== "") faults.push(`a picture without words: ${short(picture)}`);
    if (picture.tagName === "svg" && named && picture.getAttribute("role") !== "img") faults.push(`a named svg without role=img: ${short(picture)}`);
  }

  // Where one is: at most one current page in a navigation.
  for (const places of all("nav")) if (all('[aria-current="page"]', places).length > 1) faults.push(`two current pages in ${places.ariaLabel}`);

  // Links and buttons of one name lead to one place.
  const name = (each) => (each.getAttribute("aria-label") || each.innerText || each.value || "").replace(/\s+/g, " ").trim();
  const leads = new Map();
  for (const link of all("main a[href]").filter(shown)) {
    const full = (link.getAttribute("aria-label") || link.textContent).replace(/\s+/g, " ").trim();
    if (!full) { faults.push(`a link without words: ${short(link)}`); continue; }
    if (leads.has(full) && leads.get(full) !== link.href) faults.push(`two links called “${full}” lead to different pages`);
    leads.set(full, link.href);
  }
  const does = new Map();
  for (const button of all("main button").filter(shown)) {
    const full = (button.getAttribute("aria-label") || button.textContent).replace(/\s+/g, " ").trim();
    if (!full) { faults.push(`a button without words: ${short(button)}`); continue; }
    const form = button.form ? button.form.action + (button.value || "") + (button.form.elements.so?.name ?? "") : button.dataset.opens ?? full;
    if (does.has(full) && does.get(full) !== form) faults.push(`two buttons called “${full}” do different things`);
    does.set(full, form);
  }

  // Fields: what is wrong is tied to the field; what it asks of the person has its purpose.
  for (const control of all("input, select, textarea").filter((each) => each.type !== "hidden")) {
    for (const id of (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean))
      if (!document.getElementById(id)) faults.push(`described by nothing: ${id}`);
    if (control.getAttribute("aria-invalid") === "true" && !control.getAttribute("aria-describedby") && !control.closest("fieldset[aria-describedby]")) faults.push(`wrong, but nobody says why: ${short(control)}`);
    if (["text", "search"].includes(control.type) && control.placeholder && !control.labels.length && !control.ariaLabel) faults.push(`a placeholder is no label: ${short(control)}`);
  }
  for (const legend of all("fieldset")) if (!legend.querySelector(":scope > legend") && !legend.ariaLabel) faults.push(`a group without a name: ${short(legend)}`);

  // Whatever wants attention can be scrolled to by keyboard, and nothing that is pressed is smaller than a thumb.
  if (thumb) {
    const inSentence = (link) => {
      if (getComputedStyle(link).display !== "inline") return false;
      const block = link.closest("p, li, dd, td, figcaption, caption, h1, h2, h3, dt, label, span");
      return block && said(block).replace(said(link), "").trim().length > 1;
    };
    const pressed = all("a[href], button, input:not([type=hidden]), select, textarea, summary").filter(shown);
    const standsAlone = (each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      const far = (from, to, middle) => Math.max(from - middle, 0, middle - to);
      return pressed.every((other) => {
        const box = other.getBoundingClientRect();
        return other === each || Math.hypot(far(box.left, box.right, x + width / 2), far(box.top, box.bottom, y + height / 2)) >= 12;
      });
    };
    for (const each of pressed) {
      if (each.closest(".skip, dialog:not([open]), [popover]:not(:popover-open)")) continue;
      if (each.tagName === "A" && inSentence(each)) continue;
      const boxes = [each, ...(each.labels && ["checkbox", "radio", "file"].includes(each.type) ? each.labels : [])].map((box) => box.getBoundingClientRect());
      const wide = Math.max(...boxes.map((box) => box.width));
      const tall = Math.max(...boxes.map((box) => box.height));
      if (each.tabIndex < 0 && wide < 2) continue;
      if ((wide < thumb - 0.5 || tall < thumb - 0.5) && !(thumb === 24 && standsAlone(each))) faults.push(`${Math.round(wide)} × ${Math.round(tall)} px: ${short(each)}`);
    }
  }
  return faults;
}
