// The measurement script: it only ever runs once "analytics" is allowed and the choice is on record.
window.loaded.push('measure.js');
window.visit(window.assent.get().visitor ?? '');
window.render();
