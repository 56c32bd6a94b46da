package io.orderstream.query.invoices;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The bucket with the archive of orders and the issued documents. Each request has an instance of
 * its own.
 *
 * <p>Every method except {@link #sign} throws {@link
 * io.orderstream.lambda.http.UnavailableException} when the bucket throttles, fails for the moment,
 * or does not answer in time.
 */
public interface InvoiceBucket {

    /**
     * An object in the bucket.
     *
     * @param key the full key, with the prefix
     * @param size in bytes
     */
    record Entry(String key, long size) {}

    /**
     * A presigned URL. Until it expires, it gives access to one object without credentials.
     *
     * @param url the address. Never log it
     * @param expiresAt when the address expires
     */
    record SignedUrl(String url, Instant expiresAt) {

        /** Does not show the address, since anybody who has it can read the document. */
        @Override
        public String toString() {
            return "SignedUrl[until " + expiresAt + "]";
        }
    }

    boolean exists(String key);

    /**
     * The objects whose keys have this prefix, sorted by key. If there are very many, only the
     * first objects are returned.
     */
    List<Entry> list(String prefix);

    byte[] read(String key);

    /** Whether an object has these bytes at this offset. False if the object is too short. */
    boolean has(String key, long offset, byte[] bytes);

    void write(String key, String contentType, byte[] content);

    /**
     * An address from which one object can be read.
     *
     * @param disposition whether a browser shows the object or saves it
     * @param fileName the name under which a browser saves the object
     * @param expiry how long the address is valid. If the credentials that sign the address expire
     *     earlier, the address expires with them
     * @throws io.orderstream.lambda.http.UnavailableException if there are no credentials for
     *     signing at the moment, or if they expire too soon
     */
    SignedUrl sign(String key, Disposition disposition, String fileName, Duration expiry);
}
