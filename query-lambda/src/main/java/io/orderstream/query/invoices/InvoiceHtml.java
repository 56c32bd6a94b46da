package io.orderstream.query.invoices;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.orderstream.model.ReceivedOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An invoice or a credit note as an HTML page to read and to print. The page has no scripts and
 * loads nothing. Its content security policy allows only its own style, which the policy names by
 * hash. All texts that come from the client are escaped.
 */
public final class InvoiceHtml {

    /** A number that may be too long for its place. It has at least 16 digits before the point. */
    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{1,3}(,[0-9]{3}){5,}");

    private final Template template =
            Mustache.compiler()
                    .withEscaper(InvoiceHtml::escaped)
                    .compile(resource("invoice.html.mustache"));
    private final String style = resource("invoice.css");

    /** The invoice of this order. */
    public String of(ReceivedOrder received) {
        return of(PrintedDocument.of(received));
    }

    /** The page of this document. */
    String of(PrintedDocument document) {
        String ownStyle = style + footer(document.number());
        return template.execute(
                Map.of(
                        "document",
                        document,
                        "style",
                        ownStyle,
                        "stylehash",
                        "sha256-" + sha256(ownStyle)));
    }

    /** The text as HTML. A line may end between two groups of digits of a long number. */
    private static String escaped(String text) {
        return LONG_NUMBER
                .matcher(Escapers.HTML.escape(text))
                .replaceAll(number -> number.group().replace(",", ",<wbr>"));
    }

    /**
     * The CSS rule that prints the document's number at the foot of each page. CSS cannot copy the
     * number from the text of the page.
     */
    private static String footer(String number) {
        return "@page { @bottom-left { content: \"" + number + "\"; } }\n";
    }

    /** The text of a resource beside this class. */
    private static String resource(String name) {
        try (InputStream stream = InvoiceHtml.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The jar has no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
