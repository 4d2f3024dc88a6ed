package dev.minos.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.testing.PackageOrder;
import org.junit.jupiter.api.Test;

/** The packages of the JUnit extension stand in an order: none uses another that uses it. */
class PackageOrderTest {
    @Test
    void packagesHaveNoCycle() {
        PackageOrder order = PackageOrder.ofModuleOf(LinearizabilityTest.class);

        assertThat(order.packages()).hasSizeGreaterThan(1);
        assertThat(order.cycles()).isEmpty();
    }
}
