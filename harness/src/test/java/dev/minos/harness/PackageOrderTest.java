package dev.minos.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.testing.PackageOrder;
import dev.minos.harness.run.Campaign;
import org.junit.jupiter.api.Test;

/** The packages of the harness stand in an order: none uses another that uses it. */
class PackageOrderTest {
    @Test
    void packagesHaveNoCycle() {
        PackageOrder order = PackageOrder.ofModuleOf(Campaign.class);

        assertThat(order.packages()).hasSizeGreaterThan(1);
        assertThat(order.cycles()).isEmpty();
    }
}
