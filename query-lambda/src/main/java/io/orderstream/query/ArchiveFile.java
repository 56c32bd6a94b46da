package io.orderstream.query;

import io.orderstream.model.ArchiveLayout;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A finished file of the archive.
 *
 * @param key its whole key
 * @param writer who wrote it: FileSink gives each of its writers of a folder a name, and makes
 *     another one after a restart and after a checkpoint for which the folder got no line
 * @param number how many files this writer had finished before it
 * @param begun when the job began to write it, or up to a second sooner: S3 dates an object by the
 *     start of its upload, in whole seconds
 * @param size in bytes
 */
record ArchiveFile(String key, String writer, long number, Instant begun, long size) {

    private static final Pattern NAME =
            Pattern.compile(
                    "(?:.*/)?"
                            + Pattern.quote(ArchiveLayout.PART_PREFIX)
                            + "-(.+)-([0-9]{1,18})"
                            + Pattern.quote(ArchiveLayout.PART_SUFFIX));

    /** The file that an object is; FileSink keeps what is not committed under other names. */
    static Optional<ArchiveFile> of(InvoiceBucket.Entry entry) {
        Matcher name = NAME.matcher(entry.key());
        return name.matches()
                ? Optional.of(
                        new ArchiveFile(
                                entry.key(),
                                name.group(1),
                                Long.parseLong(name.group(2)),
                                entry.lastModified(),
                                entry.size()))
                : Optional.empty();
    }
}
