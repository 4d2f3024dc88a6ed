package dev.minos.harness.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkToolsTest {
    @TempDir
    private Path dir;

    private static final String INSTEAD = ", or leave \"links\" out of the config: proxies need none of this";

    private Path program(String name, String script) throws IOException {
        Path file = Files.writeString(dir.resolve(name), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void saysThatItTakesLinuxAndRoot() {
        assertThatThrownBy(() -> NetworkTools.find("Mac OS X", 0, ""))
                .isInstanceOf(IOException.class)
                .hasMessage("links by nftables need Linux, and this is Mac OS X: run it there" + INSTEAD);
        assertThatThrownBy(() -> NetworkTools.find("Linux", 1000, ""))
                .isInstanceOf(IOException.class)
                .hasMessage("links by nftables need root, for a network namespace, and this is user 1000: become root"
                        + INSTEAD);
    }

    @Test
    void saysWhichProgramIsMissingAndWhereItComesFrom() throws Exception {
        program("ip", "exit 0");

        assertThatThrownBy(() -> NetworkTools.find("Linux", 0, "/no/such/place:" + dir))
                .isInstanceOf(IOException.class)
                .hasMessage("links by nftables need the program nft, which is not here: install it (apt-get install"
                        + " nftables)" + INSTEAD);
    }

    @Test
    void findsThemOnThePathFirst() throws Exception {
        Path ip = program("ip", "exit 0");
        Path nft = program("nft", "exit 0");

        assertThat(NetworkTools.find("Linux", 0, "/no/such/place:" + dir + ":/bin"))
                .isEqualTo(new NetworkTools(ip, nft));
    }

    @Test
    void passesOnWhatAProgramSaidThatFailed() throws Exception {
        NetworkTools tools = new NetworkTools(
                program("ip", "while read -r line; do echo \"cannot $line\"; done; exit 2"), dir.resolve("nft"));

        assertThatThrownBy(() -> tools.ipBatch("ns", "link set lo up\naddr add\n"))
                .isInstanceOf(IOException.class)
                .hasMessage(dir.resolve("ip")
                        + " -n ns -batch - ended with exit code 2: cannot link set lo up cannot addr add");
        assertThatThrownBy(() -> tools.nft("ns", "add"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        dir.resolve("ip") + " netns exec ns " + dir.resolve("nft") + " -f - ended with exit code 2");
    }
}
