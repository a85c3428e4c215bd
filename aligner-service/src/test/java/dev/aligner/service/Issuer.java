package dev.aligner.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** An issuer of tokens that signs its own, with its keys at an address. */
final class Issuer {
    static final String NAME = "https://issuer.example.org";
    private static final String ID = "k1";

    private final RSAKey key = rsa();
    private final DisposableServer server = HttpServer.create()
            .port(0)
            .handle((request, response) -> response.header("Content-Type", "application/json")
                    .sendString(Mono.just(new JWKSet(key.toPublicJWK()).toString()))
                    .then())
            .bindNow();

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID(ID).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String keys() {
        return "http://localhost:" + server.port() + "/keys";
    }

    /** Claims that are good, for a subject of its own. */
    static JWTClaimsSet.Builder claims(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience("aligner")
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    String signed(JWTClaimsSet claims) {
        return signed(claims, JWSAlgorithm.RS256);
    }

    String signed(JWTClaimsSet claims, JWSAlgorithm algorithm) {
        return signed(claims, algorithm, () -> new RSASSASigner(key));
    }

    /** By another key under the same name. */
    static String forged(JWTClaimsSet claims) {
        return signed(claims, JWSAlgorithm.RS256, () -> new RSASSASigner(rsa()));
    }

    /** With the public key as a secret: what a verifier takes that lets the token say how it is verified. */
    String mistaken(JWTClaimsSet claims) {
        return signed(
                claims,
                JWSAlgorithm.HS256,
                () -> new MACSigner(key.toRSAPublicKey().getEncoded()));
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private interface Signer {
        JWSSigner make() throws JOSEException;
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, Signer signer) {
        try {
            SignedJWT token =
                    new SignedJWT(new JWSHeader.Builder(algorithm).keyID(ID).build(), claims);
            token.sign(signer.make());
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
