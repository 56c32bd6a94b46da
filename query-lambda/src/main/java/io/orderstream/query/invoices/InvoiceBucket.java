package io.orderstream.query.invoices;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The bucket of the invoice archive and the issued invoices, as one request needs it.
 *
 * <p>Every method throws {@link io.orderstream.lambda.http.UnavailableException} when the bucket
 * throttles or does not answer in time.
 */
public interface InvoiceBucket {

    /**
     * An object in the bucket.
     *
     * @param key its whole key
     * @param size in bytes
     */
    record Entry(String key, long size) {}

    /**
     * An address that works without credentials, for one object and for some time.
     *
     * @param url never to be logged
     * @param expiresAt until when it works
     */
    record SignedUrl(String url, Instant expiresAt) {

        /** Without the address: whoever has it has the invoice. */
        @Override
        public String toString() {
            return "SignedUrl[until " + expiresAt + "]";
        }
    }

    boolean exists(String key);

    /** The objects under a prefix in the order of their keys; of very many only the first. */
    List<Entry> list(String prefix);

    byte[] read(String key);

    /** Whether an object has these bytes, beginning at this one; false if it is too short. */
    boolean has(String key, long offset, byte[] bytes);

    void write(String key, String contentType, byte[] content);

    /**
     * An address to GET one object with, under which it is saved with the given name.
     *
     * @param expiry how long it works; less if the credentials that sign it end before
     */
    SignedUrl sign(String key, String fileName, Duration expiry);
}
