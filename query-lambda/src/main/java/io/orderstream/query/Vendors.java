package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.VendorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The vendors of an account, found by skipping through the sort key: one small read for each. A
 * second index would double the cost of every write for a rare read.
 */
final class Vendors {

    private Vendors() {}

    static List<VendorId> of(OrderStore store, AccountId account) {
        List<VendorId> vendors = new ArrayList<>();
        Optional<VendorId> vendor = store.nextVendor(account, Optional.empty());
        while (vendor.isPresent()) {
            vendors.add(vendor.get());
            vendor = store.nextVendor(account, vendor);
        }
        return vendors;
    }
}
