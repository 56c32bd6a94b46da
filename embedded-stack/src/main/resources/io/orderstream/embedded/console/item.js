// What was ordered, by the rule of the invoice.

const isText = (value) => typeof value === 'string' && value.trim() !== '';

/** What was ordered, in the words of the order's details. It is undefined if no member with a known meaning says it. */
export function itemOf({ description, coffeetype, coffeesize }) {
  if (isText(description)) {
    return description;
  }
  if (isText(coffeetype)) {
    return isText(coffeesize) ? `${coffeetype}, ${coffeesize}` : coffeetype;
  }
  return undefined;
}
