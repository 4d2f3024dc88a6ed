package dev.minos.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark of the checker runs, beside what it makes itself.
 *
 * @param minos the command line of the program, up to the name of a subcommand
 * @param logs a directory of histories of compare-and-set registers, such as those of etcd that Jepsen recorded and Porcupine
 *     ships; null for none
 * @param peers command lines of other checkers, by the name to print: each is run as a shell would, with the path of a history
 *     in JSON lines behind it
 */
record CheckerSettings(List<String> minos, @Nullable Path logs, Map<String, String> peers) {}
