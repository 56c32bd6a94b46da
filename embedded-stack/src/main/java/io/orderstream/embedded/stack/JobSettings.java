package io.orderstream.embedded.stack;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.start.StartException;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.TemplateException;
import io.orderstream.embedded.template.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * The template's settings of the Flink application.
 *
 * @param artifact the S3 key of the job's jar
 * @param parallelism the job's parallelism
 * @param flink Flink's own configuration: the checkpoint settings
 * @param properties the runtime property groups, by name
 */
public record JobSettings(
        String artifact,
        int parallelism,
        Map<String, String> flink,
        Map<String, Map<String, String>> properties) {

    // Managed Flink's defaults. They apply unless ConfigurationType is CUSTOM.
    private static final int DEFAULT_INTERVAL_MILLIS = 60_000;
    private static final String INTERVAL_KEY = "execution.checkpointing.interval";
    private static final int DEFAULT_PAUSE_MILLIS = 5_000;

    /**
     * Reads an {@code AWS::KinesisAnalyticsV2::Application}.
     *
     * @throws TemplateException if the application is for another Flink version than the version
     *     that runs here, if a value is missing or has the wrong type, or if two groups have the
     *     same id
     */
    public static JobSettings of(Resource application) {
        requireThisFlink(application.get("RuntimeEnvironment"));
        Value configuration = application.get("ApplicationConfiguration");
        Value flink = configuration.get("FlinkApplicationConfiguration");
        return new JobSettings(
                configuration
                        .get("ApplicationCodeConfiguration")
                        .get("CodeContent")
                        .get("S3ContentLocation")
                        .get("FileKey")
                        .text(),
                flink.find("ParallelismConfiguration")
                        .filter(JobSettings::isCustom)
                        .flatMap(custom -> custom.find("Parallelism"))
                        .map(Value::integer)
                        .orElse(1),
                checkpoints(flink.find("CheckpointConfiguration").filter(JobSettings::isCustom)),
                groups(configuration.get("EnvironmentProperties").get("PropertyGroups")));
    }

    /** The checkpoint interval, for example {@code 2000 ms}; {@code (never)} if there is none. */
    String checkpointInterval() {
        return flink.getOrDefault(INTERVAL_KEY, "(never)");
    }

    /**
     * The same settings with more properties in the groups. The added properties are only for this
     * machine. They replace properties with the same names.
     */
    JobSettings withProperties(Map<String, Map<String, String>> more) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>(properties);
        more.forEach(
                (group, added) -> {
                    Map<String, String> merged =
                            new LinkedHashMap<>(all.getOrDefault(group, Map.of()));
                    merged.putAll(added);
                    all.put(group, merged);
                });
        return new JobSettings(artifact, parallelism, flink, all);
    }

    /**
     * Writes the property groups to a file. Managed Flink gives a job its properties in the same
     * format.
     */
    void writeProperties(Path file) {
        JsonMapper mapper = StackJson.MAPPER;
        ArrayNode groups = mapper.createArrayNode();
        properties.forEach(
                (group, groupProperties) -> {
                    ObjectNode map =
                            groups.addObject()
                                    .put("PropertyGroupId", group)
                                    .putObject("PropertyMap");
                    groupProperties.forEach(map::put);
                });
        try {
            mapper.writeValue(file.toFile(), groups);
        } catch (IOException e) {
            throw new StartException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void requireThisFlink(Value runtime) {
        String[] version = EnvironmentInformation.getVersion().split("\\.", -1);
        String ours = "FLINK-" + version[0] + "_" + version[1];
        if (!runtime.text().equals(ours)) {
            throw runtime.wrong(ours + ", the Flink that runs here");
        }
    }

    private static Map<String, String> checkpoints(Optional<Value> custom) {
        boolean enabled =
                custom.map(settings -> settings.get("CheckpointingEnabled").bool()).orElse(true);
        if (!enabled) {
            return Map.of();
        }
        int interval =
                custom.map(settings -> settings.get("CheckpointInterval").integer())
                        .orElse(DEFAULT_INTERVAL_MILLIS);
        int pause =
                custom.map(settings -> settings.get("MinPauseBetweenCheckpoints").integer())
                        .orElse(DEFAULT_PAUSE_MILLIS);
        return Map.of(
                INTERVAL_KEY, interval + " ms", "execution.checkpointing.min-pause", pause + " ms");
    }

    private static Map<String, Map<String, String>> groups(Value groups) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (Value group : groups.list()) {
            Value id = group.get("PropertyGroupId");
            if (all.put(id.text(), group.get("PropertyMap").texts()) != null) {
                throw id.wrong("a unique PropertyGroupId");
            }
        }
        return all;
    }

    private static boolean isCustom(Value configuration) {
        return configuration.get("ConfigurationType").text().equals("CUSTOM");
    }
}
