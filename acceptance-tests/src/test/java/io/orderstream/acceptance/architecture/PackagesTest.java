package io.orderstream.acceptance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks the packages of all modules except acceptance-tests and benchmarks: the dependencies
 * between packages, and the names of the classes. The POMs define the dependencies between modules.
 * "The modules" in {@code docs/architecture.md} describes the rules for packages and for modules.
 */
class PackagesTest {

    private static final List<String> MODULES =
            List.of(
                    "order-model",
                    "lambda-http",
                    "ingest-lambda",
                    "query-lambda",
                    "flink-job",
                    "cloudformation",
                    "embedded-stack");

    private static final JavaClasses PRODUCT =
            new ClassFileImporter()
                    .importPaths(
                            MODULES.stream()
                                    .map(module -> Path.of("..", module, "target", "classes"))
                                    .collect(Collectors.toList()));

    @Test
    void classesOfAllSevenModulesAreChecked() {
        assertThat(PRODUCT.stream().map(type -> type.getPackageName()))
                .contains(
                        "io.orderstream.model",
                        "io.orderstream.lambda.http",
                        "io.orderstream.ingest",
                        "io.orderstream.query",
                        "io.orderstream.job",
                        "io.orderstream.deploy",
                        "io.orderstream.embedded.stack");
    }

    @Test
    void packagesHaveNoDependencyCycles() {
        slices().matching("io.orderstream.(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    /**
     * In each line, the first package must not depend on the second package. Subpackages are not
     * included.
     */
    @ParameterizedTest
    @CsvSource({
        "model.json, model",
        "model.json, model.wire",
        "model, model.wire",
        "model, model.storage",
        "model.wire, model.storage",
        "lambda.http, lambda.runtime",
        "lambda.http, lambda.priming",
        "lambda.runtime, lambda.priming",
        "job.records, job",
        "job.functions, job.sink",
        "job.functions, job.source",
        "job.sink, job.source",
        "job.sink, job.functions",
        "job.source, job.sink",
        "job.source, job.functions",
        "embedded.template, embedded.stack",
        "embedded.gateway, embedded.stack",
        "embedded.lambda, embedded.stack",
        "embedded.stack, embedded.cli",
    })
    void theFirstPackageDoesNotDependOnTheSecond(String first, String second) {
        noClasses()
                .that()
                .resideInAPackage("io.orderstream." + first)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.orderstream." + second)
                .check(PRODUCT);
    }

    @Test
    void noTwoTopLevelClassesOfTheProductHaveTheSameName() {
        Map<String, List<String>> sameName =
                PRODUCT.stream()
                        .filter(type -> type.isTopLevelClass())
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(
                                Collectors.groupingBy(
                                        type -> type.getSimpleName(),
                                        Collectors.mapping(
                                                type -> type.getName(), Collectors.toList())));
        sameName.values().removeIf(types -> types.size() == 1);

        assertThat(sameName).isEmpty();
    }
}
