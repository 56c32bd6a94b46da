package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.query.invoices.FakeBucket;
import io.orderstream.query.orders.StoredOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which classes a process loads. PDFBox is large, so only the first PDF may load it. */
class ColdStartClassesTest {

    private static final String[] PDF_CLASSES = {
        "org.apache.pdfbox.", "org.apache.fontbox.", "org.apache.commons.logging."
    };

    @TempDir Path directory;

    @Test
    void theQueriesOfPrimingLoadNoClassForPdfs() throws IOException, InterruptedException {
        assertThat(classesOf("queries"))
                .contains("io.orderstream.query.invoices.InvoiceIssuer")
                .noneMatch(ColdStartClassesTest::isForPdfs);
    }

    @Test
    void anHtmlInvoiceLoadsNoClassForPdfs_andAPdfInvoiceLoadsThem()
            throws IOException, InterruptedException {
        assertThat(classesOf("html")).noneMatch(ColdStartClassesTest::isForPdfs);
        assertThat(classesOf("pdf")).anyMatch(ColdStartClassesTest::isForPdfs);
    }

    private static boolean isForPdfs(String name) {
        for (String prefix : PDF_CLASSES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return name.endsWith(".InvoicePdf");
    }

    /** The names of the classes that a new process loads for this work. */
    private List<String> classesOf(String work) throws IOException, InterruptedException {
        Path log = directory.resolve(work);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xlog:class+load:file=" + log + "::filecount=0",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ColdStartClassesTest.class.getName(),
                                work)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(work + ".out").toFile())
                        .start();
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve(work + ".out")))
                .isZero();
        // Each line of the log has the form: [time][level][tags] class source: file
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst("^(\\[[^]]*] ?)*", "").split(" ", 2)[0])
                .toList();
    }

    /** Does the work in the new process. */
    public static void main(String[] work) {
        if (work[0].equals("queries")) {
            QueryPriming.run(
                    new QueryConfig(
                            "orders",
                            "bucket",
                            Duration.ofMinutes(15),
                            AuthorizerType.NONE,
                            "accountid"));
            return;
        }
        FakeBucket bucket =
                new FakeBucket()
                        .put(StoredOrders.FOLDER + "part-u-2.jsonl", document("v1", 1) + "\n");
        String answer =
                Handlers.send(
                        Event.of("get-invoice.json").with("format", work[0]),
                        Handlers.over(new FakeTable().put(order("v1", 1)), bucket));
        if (!answer.startsWith("200 ")) {
            throw new IllegalStateException(answer);
        }
    }
}
