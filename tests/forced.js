// What is lost when a reader's own colours are forced upon the page (Windows' contrast themes). Gives faults, one line
// each; [] is what one wants. Grounds and shadows are gone then: what is chosen, pressed or here needs a line or a sign.
() => {
  const shown = (each) => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length > 0;
  const short = (each) => each.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const all = (what) => [...document.querySelectorAll(what)].filter(shown);
  const look = (each) => getComputedStyle(each);
  const faults = [];

  for (const each of all('[aria-pressed="true"], [aria-current]:not([aria-current="false"]), .chip:has(:checked), .choice:has(:checked)'))
    if (look(each).outlineStyle === "none") faults.push(`chosen, but only by colour: ${short(each)}`);

  for (const each of all(".button, .star, .chip, input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select, textarea"))
    if (look(each).borderTopStyle === "none" && look(each).outlineStyle === "none")
      faults.push(`no edge: ${short(each)}`);

  // Icons and marks take part in the change of colours, or stand out from the new ground all the same.
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [more, less] = [light(one), light(other)].sort((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  };
  document.body.style.setProperty("background-color", "Canvas");
  const ground = look(document.body).backgroundColor;
  document.body.style.removeProperty("background-color");
  for (const each of all("svg.icon"))
    if (look(each).stroke !== look(each).color) faults.push(`an icon with an ink of its own: ${short(each.parentElement)}`);
  for (const each of all("svg.chart > :not(defs)")) {
    const inks = [look(each).fill, look(each).stroke].filter((ink) => ink.startsWith("rgb("));
    if (inks.length && !inks.some((ink) => contrast(ink, ground) >= 3) && !each.matches(".hole")) faults.push(`a mark nobody sees: ${short(each)}`);
  }
  return faults;
}
