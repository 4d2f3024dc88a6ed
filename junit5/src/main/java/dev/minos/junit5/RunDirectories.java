package dev.minos.junit5;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where tests keep their runs: {@code <parent>/<class>/<method>/<seed>/}. Two tests of one name and seed, as those of a
 * parameterized class may be, are given different ones, at the same time or one after the other: two recordings in one file would make
 * a verdict of neither, and one in place of another would take away what a report has named. What an earlier build left is overwritten.
 */
final class RunDirectories {
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private RunDirectories() {}

    /** The directory of a run, or one beside it where another has that. */
    static Path of(ExtensionContext context, long seed) {
        Path parent = context.getConfigurationParameter("minos.directory")
                .map(Path::of)
                .orElseGet(() -> Path.of(isGradle() ? "build" : "target", "minos"));
        return of(
                parent.resolve(fileName(context.getRequiredTestClass().getName()))
                        .resolve(fileName(context.getRequiredTestMethod().getName())),
                seed);
    }

    static Path of(Path parent, long seed) {
        Path directory = parent.resolve(String.valueOf(seed));
        for (int another = 2; !TAKEN.add(directory.toAbsolutePath()); another++) {
            directory = parent.resolve(seed + "-" + another);
        }
        return directory;
    }

    private static boolean isGradle() {
        return !Files.exists(Path.of("pom.xml"))
                && (Files.exists(Path.of("build.gradle")) || Files.exists(Path.of("build.gradle.kts")));
    }

    /** Other languages of the JVM have methods with all kinds of names. */
    private static String fileName(String name) {
        return name.replaceAll("[^\\p{Alnum}._$-]", "_");
    }
}
