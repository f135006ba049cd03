# Static: Flask itself serves the files in the folder `static`, and answers 304 and 206 where the request allows it.
from flask import Flask

app = Flask(__name__)
