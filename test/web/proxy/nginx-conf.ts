/** Where the servers of a test stand. */
export type ProxyPlaces = {
  /** Files of nginx: certificate, passwords, what it buffers. */
  readonly folder: string;
  /** The web service. */
  readonly servicePort: number;
  /** HTTPS, with a login. */
  readonly loginPort: number;
  /** HTTPS, for people who log in by token. */
  readonly tokenPort: number;
  /** HTTPS, before the one that asks for a login. */
  readonly edgePort: number;
};

/** The name that browsers know. */
export const publicHost = 'credsweep.example.com';

/** Address that the edge has where it calls the next proxy. */
export const edgeAddress = '127.0.0.77';

/**
 * Writes a configuration of nginx: a proxy with a login that says who the user is, one without, and an edge before the
 * first. An empty value of `proxy_set_header` takes the header away, so that nobody speaks for the proxy.
 */
export function writeNginxConf(places: ProxyPlaces): string {
  const { folder, servicePort, loginPort, tokenPort, edgePort } = places;
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  scgi_temp_path ${folder}/scgi;
  uwsgi_temp_path ${folder}/uwsgi;
  ssl_certificate ${folder}/certificate.pem;
  ssl_certificate_key ${folder}/key.pem;

  map $remote_user $user_email {
    default '';
    ann ann@example.com;
    bob bob@example.com;
  }
  map $remote_user $user_groups {
    default '';
    ann staff,security;
    bob staff;
  }

  proxy_http_version 1.1;
  ${forwarded}

  server {
    listen 127.0.0.1:${loginPort} ssl;
    auth_basic credsweep;
    auth_basic_user_file ${folder}/passwords;
    location / {
      proxy_pass http://127.0.0.1:${servicePort};
      ${forwarded}
      proxy_set_header Authorization '';
      proxy_set_header X-Forwarded-Email $user_email;
      proxy_set_header X-Forwarded-Groups $user_groups;
    }
  }

  server {
    listen 127.0.0.1:${tokenPort} ssl;
    location / {
      proxy_pass http://127.0.0.1:${servicePort};
      ${forwarded}
      proxy_set_header X-Forwarded-Email '';
      proxy_set_header X-Forwarded-Groups '';
    }
  }

  server {
    listen 127.0.0.1:${edgePort} ssl;
    location / {
      proxy_pass https://127.0.0.1:${loginPort};
      proxy_bind ${edgeAddress};
    }
  }
}
`;
}

/** What every proxy tells; a place that sets one header of its own has to say them all again. */
const forwarded = `proxy_set_header Connection '';
  proxy_set_header Host $host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $scheme;`;
