// The numbers of invoices and credit notes, as docs/order-format.md defines them. They are derived from the order's id.

/** The digits of Crockford's base 32: 0 to 9, and the letters without I, L, O and U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The number of the order's invoice: INV-20261123-9EQN-GZ91-P3XT. */
export const invoiceNumber = (orderid) => `INV-${numberOf(orderid)}`;

/** The number of the credit note for a version of the order: CN-20261123-9EQN-GZ91-P3XT-2. */
export const creditNoteNumber = (orderid, version) => `CN-${numberOf(orderid)}-${version}`;

/** The day of the order in UTC, and the last 60 bits of its id. */
function numberOf(orderid) {
  const hex = orderid.replaceAll('-', '');
  const day = new Date(parseInt(hex.slice(0, 12), 16)).toISOString().slice(0, 10).replaceAll('-', '');
  const hash = BigInt(`0x${hex.slice(-15)}`);
  const digits = Array.from({ length: 12 }, (_, i) => DIGITS[Number((hash >> BigInt(55 - 5 * i)) & 31n)]).join('');
  return [day, ...digits.match(/.{4}/g)].join('-');
}
