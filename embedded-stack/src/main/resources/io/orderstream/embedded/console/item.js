// The text that says what was ordered. If the details of an order have no valid "lines", the order's invoice chooses
// the text by the same rule.

const isText = (value) => typeof value === 'string' && value.trim() !== '';

/** The description, or else the coffee, in the details of an order; undefined if they have neither. */
export function itemOf({ description, coffeetype, coffeesize }) {
  if (isText(description)) {
    return description;
  }
  if (isText(coffeetype)) {
    return isText(coffeesize) ? `${coffeetype}, ${coffeesize}` : coffeetype;
  }
  return undefined;
}
