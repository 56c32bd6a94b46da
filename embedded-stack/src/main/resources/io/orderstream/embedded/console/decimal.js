// Decimal numbers as texts. They are exact, however many digits they have.

const fractionOf = (text) => text.split('.')[1] ?? '';

/** The difference a - b: an integer, and how many of its last digits are decimals. */
function difference(a, b) {
  const decimals = Math.max(fractionOf(a).length, fractionOf(b).length);
  const scaled = (text) => BigInt(text.split('.')[0] + fractionOf(text).padEnd(decimals, '0'));
  return { value: scaled(a) - scaled(b), decimals };
}

/** Whether the text is a decimal number without a sign and without an exponent. */
export const isDecimal = (text) => /^\d+(\.\d+)?$/.test(text);

export const isMore = (a, b) => difference(a, b).value > 0n;

/** The difference a - b, where b is not more than a. */
export function minus(a, b) {
  const { value, decimals } = difference(a, b);
  const digits = String(value).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(whole.length).replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole;
}
