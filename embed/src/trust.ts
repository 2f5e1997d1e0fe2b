// Pages that require Trusted Types let nothing become code but through a policy they know; ours is named `assent`. What
// goes through it is the server's own markup, and tags that stand in the page already.
type Kind = 'HTML' | 'Script' | 'ScriptURL';

interface Policy {
  createHTML(text: string): unknown;
  createScript(text: string): unknown;
  createScriptURL(text: string): unknown;
}

const same = (text: string) => text;
let policy: Policy | undefined;

/** A text that may become code of that kind. The policy is made when it is first needed: a second snippet needs none. */
export function trusted(kind: Kind, text: string): string {
  if (!policy) {
    policy = { createHTML: same, createScript: same, createScriptURL: same };
    try {
      policy = (window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes!.createPolicy('assent', policy);
    } catch {}
  }
  return policy[`create${kind}`](text) as string;
}
