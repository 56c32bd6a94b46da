package io.orderstream.lambda.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes an answer in the form that the HTTP API expects from a function (payload 2.0). */
public final class ProxyResponse {

    private ProxyResponse() {}

    /** Writes {@code {"statusCode":…,"headers":{…},"body":"…","isBase64Encoded":false}}. */
    public static void write(OutputStream to, int status, Map<String, String> headers, String body)
            throws IOException {
        StringBuilder json = new StringBuilder(256 + body.length() + body.length() / 4);
        json.append(startOf(status)).append("\"headers\":{");
        String separator = "";
        for (Map.Entry<String, String> header : headers.entrySet()) {
            json.append(separator);
            text(json, header.getKey());
            json.append(':');
            text(json, header.getValue());
            separator = ",";
        }
        json.append("},\"body\":");
        text(json, body);
        json.append(",\"isBase64Encoded\":false}");
        to.write(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The start of every answer with this status. */
    public static String startOf(int status) {
        return "{\"statusCode\":" + status + ",";
    }

    /** Appends a text as JSON, in quotes. */
    public static void text(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
