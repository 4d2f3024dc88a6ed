package com.example.pair;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.Explanation;
import dev.minos.junit5.Faults;
import dev.minos.junit5.LinearizabilityTest;
import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.CampaignRun;
import dev.minos.junit5.campaign.Nemesis;
import dev.minos.junit5.campaign.Request;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Session;
import java.util.List;
import java.util.concurrent.TimeUnit;

class RegisterPairTest {
    private static Service calling(RegisterPair pair) {
        return new Service() {
            @Override
            public Session open(int client) {
                return request -> answer(request);
            }

            private Answer answer(Request request) throws InterruptedException {
                TimeUnit.MICROSECONDS.sleep(200); // as long as a network takes
                if (request.f().equals("read")) {
                    return Answer.ok(pair.read());
                }
                pair.write(request.number());
                return Answer.ok();
            }

            @Override
            public List<Nemesis> nemeses() {
                return List.of(new FailOver(pair));
            }

            @Override
            public void close() {
                pair.close();
            }
        };
    }

    Service thatWaits() {
        return calling(new RegisterPair(true));
    }

    Service thatDoesNotWait() {
        return calling(new RegisterPair(false));
    }

    @LinearizabilityTest(serviceFrom = "thatWaits", model = "register", operations = 5_000,
            faults = @Faults(own = ConnectionReset.class, nemesisEvery = "50ms", nemesisLasts = "1ms"))
    void noAcknowledgedWriteIsLostWhereBothNodesHaveIt(CampaignRun run) {
        System.out.printf(
                "survived: %d resets, %d fail-overs%n",
                run.faults().get("connection-reset"),
                run.faults().get("fail-over"));
    }

    @LinearizabilityTest(serviceFrom = "thatDoesNotWait", model = "register", operations = 5_000,
            faults = @Faults(own = ConnectionReset.class, nemesisEvery = "50ms", nemesisLasts = "1ms"),
            expected = Verdict.NOT_LINEARIZABLE)
    void aBackupThatIsBehindIsCaught(CheckResult result) {
        Explanation.of(result).forEach(System.out::println);
    }
}
