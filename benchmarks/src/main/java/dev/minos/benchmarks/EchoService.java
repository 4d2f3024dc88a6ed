package dev.minos.benchmarks;

import dev.minos.kv.v1.GetRequest;
import dev.minos.kv.v1.GetResponse;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import dev.minos.kv.v1.PutResponse;
import dev.minos.kv.v1.VersionedValue;
import dev.minos.server.LeakDetection;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What any service over gRPC costs: the messages of the reference service, each answered at once from the request alone,
 * with the settings of the reference server. Stores nothing. In a process of its own; ends with its standard input.
 */
final class EchoService extends KeyValueGrpc.KeyValueImplBase {
    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        // Of version 0, for a campaign begins only where every key is absent.
        observer.onNext(GetResponse.newBuilder()
                .setFound(VersionedValue.newBuilder().setValue(request.getKey()))
                .build());
        observer.onCompleted();
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        observer.onNext(
                PutResponse.newBuilder().setVersion(request.getVersion() + 1).build());
        observer.onCompleted();
    }

    public static void main(String[] args) throws IOException {
        LeakDetection.turnOff();
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .directExecutor()
                .addService(new EchoService())
                .build()
                .start();
        ChildJvm.serve("127.0.0.1:" + server.getPort());
        server.shutdownNow();
    }
}
