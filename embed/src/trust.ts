// Pages that require Trusted Types let nothing become code but through a policy they know; ours is named `assent`. What
// goes through it is the server's own markup, and tags that stand in the page already.
type Kind = 'HTML' | 'Script' | 'ScriptURL';

interface Policy {
  createHTML(text: string): unknown;
  createScript(text: string): unknown;
  createScriptURL(text: string): unknown;
}

const same = (text: string) => text;
const plain = { createHTML: same, createScript: same, createScriptURL: same };
let policy: Policy | undefined;

/** Made when it is first needed: a second snippet on the page needs none. */
function make(): Policy {
  try {
    const types = (window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
    if (types) return types.createPolicy('assent', plain);
  } catch {}
  return plain;
}

/** A text that may become code of that kind. */
export const trusted = (kind: Kind, text: string) => (policy ||= make())[`create${kind}`](text) as string;
