/**
 * Where orders and events are kept: the table's attributes, the archive's folders, the issued
 * documents.
 */
package io.orderstream.model.storage;
