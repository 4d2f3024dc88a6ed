package dev.minos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configs of campaigns that are short, or as long as a test wants, and quick enough for a busy machine. */
final class CampaignFile {
    private CampaignFile() {}

    /** Four clients on three keys without pauses, ended by the number of their operations. */
    static Path ofOperations(Path directory, int operations) throws IOException {
        return write(directory, "\"operations\": " + operations + ", ");
    }

    /** The same, going on until somebody ends it. */
    static Path endless(Path directory) throws IOException {
        return write(directory, "");
    }

    private static Path write(Path directory, String limits) throws IOException {
        StringBuilder clients = new StringBuilder();
        for (int i = 1; i <= 4; i++) {
            clients.append(i == 1 ? "" : ",").append("""
                    {"name": "client_%d", "keys": ["key1", "key2", "key3"], "client_packet_loss_rate": 5.0,
                     "success_sleep_ms": 0, "error_sleep_ms": 0}""".formatted(i));
        }
        String json = """
                {"name": "short", "seed": 7, %s"test_duration_seconds": 600, "server_packet_loss_rate": 5.0,
                 "request_timeout_ms": 30000, "clients": [%s]}
                """.formatted(limits, clients);
        return Files.writeString(directory.resolve("campaign.json"), json);
    }
}
