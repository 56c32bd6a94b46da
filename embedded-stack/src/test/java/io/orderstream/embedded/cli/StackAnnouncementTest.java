package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackAnnouncementTest {

    @TempDir private Path data;

    private final StackAnnouncement announcement = new StackAnnouncement();

    @Test
    void theStacksFileExistsUntilTheAnnouncementEnds() {
        announcement.publish(StackFile.starting(), data);
        assertThat(StackFile.read(data)).isPresent();

        announcement.end(Optional.of(data));

        assertThat(data).isEmptyDirectory();
    }

    /** The stack is stopped while another thread is still starting it. */
    @Test
    void noFileIsWrittenAfterTheAnnouncementHasEnded() {
        announcement.end(Optional.empty());

        announcement.publish(StackFile.starting(), data);

        assertThat(data).isEmptyDirectory();
    }
}
