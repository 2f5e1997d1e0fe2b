// Shows what really ran on this page, and why. Part of the demonstration, not of any tracker.
const things = [
  { what: 'Measurement script', purpose: 'analytics', ran: () => window.loaded.includes('measure.js') },
  { what: 'Advertising pixel', purpose: 'ads', ran: () => document.querySelector('img[data-assent="ads"]').currentSrc !== '' },
  { what: 'Film in a frame', purpose: 'preferences', ran: () => !!document.querySelector('iframe[data-assent="preferences"]')?.getAttribute('src') },
];

function cell(row, text) {
  row.insertCell().textContent = text;
}

function render() {
  const body = document.getElementById('ran');
  body.replaceChildren();
  for (const thing of things) {
    const known = window.assent && window.assent.get(thing.purpose);
    const row = body.insertRow();
    row.dataset.purpose = thing.purpose;
    row.dataset.ran = String(thing.ran());
    cell(row, thing.what);
    cell(row, thing.purpose);
    cell(row, thing.ran() ? 'yes' : 'no');
    cell(row, known ? known.decision : 'unknown');
    cell(row, known ? known.because : 'the banner has not loaded');
  }
}

/** Asks the tracker's server to write a visit, and shows what it answered. */
async function visit(visitor) {
  const answer = await fetch('/visit', { method: 'POST', body: JSON.stringify({ visitor }) }).then((response) => response.json());
  const status = document.getElementById('server');
  status.dataset.written = String(answer.written);
  status.textContent = answer.written
    ? `Written: the API said ${answer.decision}, because ${answer.because}.`
    : `Not written: ${answer.decision ? `the API said ${answer.decision}, because ${answer.because}.` : answer.because}`;
  document.getElementById('visits').textContent = `${answer.visits} visits written since the demo started.`;
}

window.visit = visit;
window.render = render;
document.getElementById('ask').addEventListener('click', () => visit(window.assent?.get().visitor ?? ''));
document.addEventListener('assent:ready', render);
document.addEventListener('assent:change', () => setTimeout(render, 50));
document.addEventListener('load', render, true);
setInterval(render, 1000);
render();
