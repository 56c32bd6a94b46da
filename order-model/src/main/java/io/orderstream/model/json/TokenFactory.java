package io.orderstream.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.ByteSourceJsonBootstrapper;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;

/**
 * Makes parsers for a single pass over an order or event. The parsers share a table of the member
 * names that they have read, since most orders have the same few names.
 *
 * <p>Clients choose the names, so the table has to withstand hostile names. Jackson's default table
 * does not. It grows to 6,000 names of up to 50,000 characters each, and a parser copies the whole
 * table to add one name. If names collide, the parser fails, and the table makes later parsers
 * fail, too. So this factory refuses long names, replaces a table that has grown too large, and
 * does not fail for collisions. Input that these parsers refuse is read again without a table.
 */
public final class TokenFactory extends JsonFactory {

    /** Input with a longer name is read without a table. */
    public static final int LONGEST_NAME = 100;

    /** A table with more names is replaced by an empty one. */
    public static final int MOST_NAMES = 256;

    private static final long serialVersionUID = 1;

    private transient volatile ByteQuadsCanonicalizer names = ByteQuadsCanonicalizer.createRoot();

    /** A factory with an empty table of names. */
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
            // Two threads may both make a new table. Either table can be kept.
            table = ByteQuadsCanonicalizer.createRoot();
            names = table;
        }
        return new ByteSourceJsonBootstrapper(context, data, offset, length)
                .constructParser(
                        _parserFeatures, _objectCodec, table, _rootCharSymbols, _factoryFeatures);
    }

    /** The number of names in the table. */
    public int knownNames() {
        return names.size();
    }
}
