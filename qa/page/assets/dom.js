// Shared by the scripts after it: all of them run in one scope, where Gradio hands in
// `element`, `server` and `trigger`. Text from elsewhere becomes text nodes, never markup.
const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined && text !== null) made.textContent = String(text);
  return made;
}

function button(className, text, action) {
  const made = make("button", className, text);
  made.type = "button";
  if (action) made.addEventListener("click", action);
  return made;
}

// "#src/<key>/<start>-<end>" → { key, cited: [start, end] }; without a place: cited is null.
function placeOf(hash) {
  const match = /^#src\/([0-9a-f]{16})(?:\/(\d{1,12})-(\d{1,12}))?$/.exec(hash || "");
  if (!match) return null;
  return { key: match[1], cited: match[2] ? [Number(match[2]), Number(match[3])] : null };
}

const hashOf = (link) => link.getAttribute("href");

const CITATION = 'a[href^="#src/"]';

// The places of one answer, each once, in reading order. The short answer (a link in bold)
// lies inside a sentence that is cited as well, so it is no place of its own.
function placesOfAnswer(link) {
  const answer = link.closest('[data-testid="bot"], .fn-considered');
  const links = answer ? findAll(CITATION, answer).filter((each) => !each.closest("strong")) : [link];
  return [...new Set(links.map(hashOf))];
}

// Where a place stands among others: itself, or the one around it.
function indexIn(places, hash) {
  const at = places.indexOf(hash);
  const { key, cited } = placeOf(hash);
  if (at >= 0 || !cited) return at;
  return places.map(placeOf).findIndex((each) => each.key === key && each.cited
    && each.cited[0] <= cited[0] && cited[1] <= each.cited[1]);
}

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = make("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// Says on a button that it was done, for a moment.
function confirmOn(target, said) {
  const before = target.textContent;
  target.textContent = said;
  setTimeout(() => { target.textContent = before; }, 1500);
}
