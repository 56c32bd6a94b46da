// What was ordered, by the rule for an invoice whose order has no lines.

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
