const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** Base64url without padding (RFC 4648 §5). */
const encode = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] || '');

/** A new visitor key: 16 random bytes, canonical base64url. */
export const newKey = () => encode(random(16));

/** Whether a text is a visitor key in its only spelling: the last character carries two bits. */
export const isKey = (text: string | undefined): text is string => /^[\w-]{21}[AQgw]$/.test(text || '');

/** A UUID of version 7 (RFC 9562 §5.7) made at `time`, in milliseconds. */
export function uuid(time: number): string {
  let hex = '';
  for (const byte of random(9)) hex += (byte + 256).toString(16).slice(1);
  // Of the variant's digit only the first two bits are given.
  return time.toString(16).padStart(12, '0').replace(/.{8}/, '$&-') + hex.replace(/(.{3})(.{3})/, '-7$1-8$2-');
}
