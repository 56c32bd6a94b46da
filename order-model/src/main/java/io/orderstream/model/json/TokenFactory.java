package io.orderstream.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.ByteSourceJsonBootstrapper;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;

/**
 * Makes parsers for a single pass over an order. They share a table of the member names that were
 * read before, since most orders have the same few.
 *
 * <p>Clients choose the names. Jackson's own table grows to 6,000 names of up to 50,000 characters
 * each, and a parser copies all of it to add one. Names that collide in it fail a parser and leave
 * a table that fails the next ones, too. So here the names are short, a table that has grown is
 * given up for a new one, and collisions fail nothing. What these parsers do not read is read
 * without a table.
 */
public final class TokenFactory extends JsonFactory {

    /** Longer names are left to the parsers without a table. */
    public static final int LONGEST_NAME = 100;

    /** A table with more names is given up. */
    public static final int MOST_NAMES = 256;

    private static final long serialVersionUID = 1;

    private transient volatile ByteQuadsCanonicalizer names = ByteQuadsCanonicalizer.createRoot();

    /** With an empty table of names. */
    public TokenFactory() {
        super(
                new JsonFactoryBuilder()
                        .streamReadConstraints(
                                Json.CONSTRAINTS.rebuild().maxNameLength(LONGEST_NAME).build())
                        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW));
    }

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
            throws IOException {
        ByteQuadsCanonicalizer table = names;
        if (table.size() > MOST_NAMES) {
            // Two threads may each make one, and either will do.
            table = ByteQuadsCanonicalizer.createRoot();
            names = table;
        }
        return new ByteSourceJsonBootstrapper(context, data, offset, length)
                .constructParser(
                        _parserFeatures, _objectCodec, table, _rootCharSymbols, _factoryFeatures);
    }

    /** How many names the next parser knows. */
    public int knownNames() {
        return names.size();
    }
}
