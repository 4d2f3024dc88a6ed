package dev.minos.checker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test of package order is worth something only if it sees what is out of order. */
class PackageOrderTest {
    @TempDir
    private Path folder;

    @Test
    void acceptsPackagesThatHaveAnOrder() throws IOException {
        PackageOrder order = compiled(
                "package low; public class Low {}",
                "package middle; public class Middle { low.Low low; }",
                "package high; public class High { low.Low low; middle.Middle middle; }");

        assertThat(order.packages()).containsExactly("high", "low", "middle");
        assertThat(order.cycles()).isEmpty();
        assertThat(order.arrows("low", "high")).isEmpty();
    }

    @Test
    void seesCycleOfNamesWrittenInFull() throws IOException {
        PackageOrder order = compiled(
                "package low; public class Low { Object made() { return new high.High(); } }",
                "package high; public class High { low.Low low; }",
                "package top; public class Top { high.High high; }");

        assertThat(order.cycles()).containsExactlyInAnyOrder("low.Low -> high.High", "high.High -> low.Low");
    }

    @Test
    void seesCycleByWayOfThirdPackage() throws IOException {
        PackageOrder order = compiled(
                "package one; public class One { two.Two two; }",
                "package two; public class Two { three.Three three; }",
                "package three; public class Three { one.One one; }");

        assertThat(order.cycles())
                .containsExactlyInAnyOrder("one.One -> two.Two", "two.Two -> three.Three", "three.Three -> one.One");
    }

    @Test
    void seesForbiddenArrow() throws IOException {
        PackageOrder order = compiled(
                "package low; public class Low {} class Hidden {}",
                "package high; public class High { class Inner { low.Low low; } }");

        assertThat(order.arrows("high", "low")).containsExactly("high.High$Inner -> low.Low");
        assertThat(order.arrows("high", "low.Low")).containsExactly("high.High$Inner -> low.Low");
        assertThat(order.arrows("high", "low.Hidden")).isEmpty();
    }

    @Test
    void refusesRuleAboutNothing() throws IOException {
        PackageOrder order = compiled("package low; public class Low {}");

        assertThatThrownBy(() -> order.arrows("lwo", "low"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a package with classes: from=lwo, got [low]");
        assertThatThrownBy(() -> order.arrows("low", "high"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a package or a class: to=high, got [low]");
    }

    @Test
    void refusesFolderThatIsNotThere() {
        assertThatThrownBy(() -> PackageOrder.ofClasses(folder.resolve("missing")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("missing");
    }

    private PackageOrder compiled(String... sources) throws IOException {
        Path classes = folder.resolve("classes");
        String[] arguments = new String[sources.length + 2];
        arguments[0] = "-d";
        arguments[1] = classes.toString();
        for (int i = 0; i < sources.length; i++) {
            String name = sources[i].replaceAll(".*public class (\\w+).*", "$1");
            arguments[i + 2] = Files.writeString(folder.resolve(name + ".java"), sources[i])
                    .toString();
        }
        int exit = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, arguments);
        assertThat(exit).isZero();
        return PackageOrder.ofClasses(classes);
    }
}
