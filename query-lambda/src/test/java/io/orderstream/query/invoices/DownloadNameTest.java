package io.orderstream.query.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.OrderId;
import io.orderstream.model.storage.IssuedDocument;
import org.junit.jupiter.api.Test;

class DownloadNameTest {

    private static final String ID = "01a207e3-627b-8f21-9c3e-5d2b7a1f0e6d";

    @Test
    void anInvoiceHasTheIdOfItsOrder() {
        assertThat(DownloadName.ofInvoice(OrderId.of(ID), IssuedDocument.PDF))
                .isEqualTo("invoice-" + ID + ".pdf");
    }

    @Test
    void aCreditNoteHasItsNumber() {
        assertThat(DownloadName.ofCreditNote(ID + "-2", IssuedDocument.JSON))
                .isEqualTo("creditnote-" + ID + "-2.json");
    }
}
