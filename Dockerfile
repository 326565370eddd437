# The style sheet
FROM node:22-bookworm-slim AS styles
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY static static
RUN npm run build

# The portal
FROM python:3.13-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
        fonts-croscore libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin antt
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp/cache \
    DJANGO_SETTINGS_MODULE=antt_portal.settings.prod
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
COPY --from=styles /build/static/build static/build
# Collecting files needs settings, but none of the values; the real ones come from files at run time.
RUN SECRET_KEY=build IDENTITY_KEYS=build IDENTITY_HMAC_KEY=build ALLOWED_HOSTS=build \
    DATABASE_URL=postgresql://build@build/build REDIS_URL=redis://build:6379/0 \
    python manage.py collectstatic --noinput --verbosity=0
USER 10001
EXPOSE 8000
CMD ["gunicorn", "antt_portal.wsgi:application", "--bind=0.0.0.0:8000", "--workers=4", "--threads=4", \
     "--worker-tmp-dir=/tmp", "--no-control-socket"]
